# What the build needs: the library's own dependencies, and the header-only ones that stay inside.
include(LibraryDependencies)
if(leaksieve_MISSING)
  list(JOIN leaksieve_MISSING ", " missing)
  message(FATAL_ERROR "missing: ${missing}. On Debian, ./setup installs them (list: tools/packages.sh).")
endif()
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 REQUIRED)
include(SlimLibraries)
