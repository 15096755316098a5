# What `cmake --install` puts where, in two components: program (the tool and its data) and development (the library).
set(LEAKSIEVE_DATA_DIR ${CMAKE_INSTALL_DATADIR}/leaksieve)
set(LEAKSIEVE_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/leaksieve)

# --- program ---------------------------------------------------------------------------------------------------------------
if(TARGET leaksieve)
  install(TARGETS leaksieve RUNTIME COMPONENT program)

  # The program writes its own man page and completions, from the flag table that also parses.
  set(generated ${PROJECT_BINARY_DIR}/share)
  set(pages ${generated}/leaksieve.1 ${generated}/leaksieve.bash ${generated}/leaksieve.zsh ${generated}/leaksieve.fish)
  add_custom_command(OUTPUT ${pages}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${generated}
    COMMAND leaksieve man > ${generated}/leaksieve.1
    COMMAND leaksieve completions bash > ${generated}/leaksieve.bash
    COMMAND leaksieve completions zsh > ${generated}/leaksieve.zsh
    COMMAND leaksieve completions fish > ${generated}/leaksieve.fish
    DEPENDS leaksieve COMMENT "Writing the man page and completions" VERBATIM)
  add_custom_target(leaksieve_pages ALL DEPENDS ${pages})
  install(FILES ${generated}/leaksieve.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
  install(FILES ${generated}/leaksieve.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
          RENAME leaksieve COMPONENT program)
  foreach(folder site-functions vendor-completions)  # zsh reads the first under /usr/local, Debian's the second under /usr
    install(FILES ${generated}/leaksieve.zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/${folder}
            RENAME _leaksieve COMPONENT program)
  endforeach()
  install(FILES ${generated}/leaksieve.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
          COMPONENT program)
endif()
install(DIRECTORY patterns/ DESTINATION ${LEAKSIEVE_DATA_DIR}/patterns COMPONENT program FILES_MATCHING PATTERN "*.toml"
        PATTERN "*.md")
install(DIRECTORY hooks/ DESTINATION ${LEAKSIEVE_DATA_DIR}/hooks COMPONENT program USE_SOURCE_PERMISSIONS
        PATTERN "*.h" EXCLUDE PATTERN "*.cpp" EXCLUDE PATTERN "CMakeLists.txt" EXCLUDE)
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright COMPONENT program)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs COMPONENT program)

# --- development -----------------------------------------------------------------------------------------------------------
# Headers that show a foreign library are a layer's inside; all others are the library's face. tests/package compiles each.
file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/scanner/*.h)
list(FILTER headers EXCLUDE REGEX "^scanner/cli/|internal\\.h$")
foreach(header IN LISTS headers)
  file(STRINGS ${PROJECT_SOURCE_DIR}/${header} foreign REGEX "#include <[a-zA-Z0-9_+]+([/.]).*>")
  list(FILTER foreign EXCLUDE REGEX "<sys/")
  get_filename_component(folder ${header} DIRECTORY)
  if(NOT foreign)
    install(FILES ${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/leaksieve/${folder} COMPONENT development)
  endif()
endforeach()
install(TARGETS scanner EXPORT leaksieveTargets ARCHIVE COMPONENT development)
install(EXPORT leaksieveTargets NAMESPACE leaksieve:: DESTINATION ${LEAKSIEVE_CMAKE_DIR} COMPONENT development)

include(CMakePackageConfigHelpers)
configure_package_config_file(cmake/leaksieveConfig.cmake.in ${PROJECT_BINARY_DIR}/leaksieveConfig.cmake
                              INSTALL_DESTINATION ${LEAKSIEVE_CMAKE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/leaksieveConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/leaksieveConfig.cmake ${PROJECT_BINARY_DIR}/leaksieveConfigVersion.cmake
              cmake/LibraryDependencies.cmake
        DESTINATION ${LEAKSIEVE_CMAKE_DIR} COMPONENT development)
