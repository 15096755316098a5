# `cpack` (or `cpack --preset release`): two Debian packages. leaksieve has the program with its data and needs only shared
# libraries (found by dpkg-shlibdeps); leaksieve-dev has the static library, the headers and the CMake package.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME leaksieve)
set(CPACK_PACKAGE_VENDOR "leaksieve contributors")
set(CPACK_PACKAGE_CONTACT "leaksieve contributors <leaksieve@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program development)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME leaksieve)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION vcs)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS git)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
    "Reads every object that a repository still holds, each once: all refs, reflogs,\nstashes, the index, the worktree and objects that nothing reaches. Tells which\nsecrets are in it, where each came in and how far it got.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME leaksieve-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
# One line for both engines that give libhs.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
    "libgit2-dev, libhyperscan-dev | libvectorscan-dev, libre2-dev, libpcre2-dev, libfmt-dev, libtomlplusplus-dev, nettle-dev, libdeflate-dev, zlib1g-dev, libarchive-dev, pkg-config")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "The scanner as a static library, with headers and CMake package files.")
include(CPack)
