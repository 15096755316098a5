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
get_property(inside GLOBAL PROPERTY LEAKSIEVE_INSIDE)
foreach(package IN LISTS inside)  # their notices go where their code goes
  if(EXISTS /usr/share/doc/${package}/copyright)
    install(FILES /usr/share/doc/${package}/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR}/licenses RENAME ${package}
            COMPONENT program)
  endif()
endforeach()
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs COMPONENT program)

# --- development -----------------------------------------------------------------------------------------------------------
# The library's face: these headers and what they include of ours. None may show a foreign library, so that users compile
# without those; tests/package compiles each installed header alone.
set(queue scanner/scan/scan.h scanner/rules/load.h scanner/match/matcher.h scanner/finding/detector.h
          scanner/finding/fingerprint.h scanner/filter/checks.h scanner/filter/entropy.h scanner/filter/placeholder.h
          scanner/git/object_stream.h scanner/git/walk.h scanner/git/worktree_files.h scanner/attribution/attribute.h
          scanner/base/hash.h scanner/base/quote.h)
set(public_headers "")
while(queue)
  list(POP_FRONT queue header)
  if(NOT header IN_LIST public_headers)
    list(APPEND public_headers ${header})
    file(STRINGS ${PROJECT_SOURCE_DIR}/${header} includes REGEX "^#include ")
    foreach(include IN LISTS includes)
      if(include MATCHES "\"(scanner/.*)\"")
        list(APPEND queue ${CMAKE_MATCH_1})
      elseif(include MATCHES "<.*[./].*>")  # a header of the standard library has neither dot nor slash
        message(FATAL_ERROR "${header} is installed and must not show a foreign library: ${include}")
      endif()
    endforeach()
  endif()
endwhile()
foreach(header IN LISTS public_headers)
  get_filename_component(folder ${header} DIRECTORY)
  install(FILES ${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/leaksieve/${folder} COMPONENT development)
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
