# What a start loads is small: a commit waits for two of them, and loading thirty shared libraries is half of one. libgit2 and
# libarchive come from their static libraries, without what they need for work that we do not ask of them: libgit2's network
# (its calls end in cmake/slim/network_stubs.cpp), libarchive's formats with XML in them. So do libraries that are small or of
# which little is used. Where the static ones are not there, or do not link or run, the shared ones are used, as pkg-config
# tells them. Only this build's own programs are linked so: an installed leaksieve::scanner asks
# for the shared ones.
option(LEAKSIEVE_SLIM_LIBRARIES "Link static libraries, without what leaksieve does not need of them" ON)

# slim_library(NAME libraries...): makes PkgConfig::NAME the static library with `libraries` behind it, where cmake/slim's probe
# runs with them.
function(slim_library name)
  pkg_get_variable(folder ${name} libdir)
  string(REGEX REPLACE "^lib" "" short ${name})
  find_library(LEAKSIEVE_SLIM_${name} NAMES ${CMAKE_STATIC_LIBRARY_PREFIX}${short}${CMAKE_STATIC_LIBRARY_SUFFIX} HINTS ${folder})
  mark_as_advanced(LEAKSIEVE_SLIM_${name})
  set(libraries ${LEAKSIEVE_SLIM_${name}} ${ARGN})
  if(NOT "${libraries}" MATCHES "NOTFOUND" AND NOT DEFINED LEAKSIEVE_SLIM_${name}_STATUS)
    try_run(LEAKSIEVE_SLIM_${name}_STATUS links SOURCES ${PROJECT_SOURCE_DIR}/cmake/slim/${name}_probe.cpp ${SLIM_SOURCES}
      LINK_LIBRARIES ${libraries} Threads::Threads
      CMAKE_FLAGS -DINCLUDE_DIRECTORIES=${${name}_INCLUDE_DIRS}
      ARGS ${PROJECT_BINARY_DIR}/CMakeFiles/${name}-probe)
    if(NOT links)
      set(LEAKSIEVE_SLIM_${name}_STATUS 1 CACHE INTERNAL "")
    endif()
  endif()
  if(NOT "${LEAKSIEVE_SLIM_${name}_STATUS}" STREQUAL "0")
    message(STATUS "${name}: the shared library, with all that it needs")
    return()
  endif()
  set(LEAKSIEVE_INSIDE ${LEAKSIEVE_INSIDE} ${SLIM_PACKAGES} PARENT_SCOPE)
  if(SLIM_SOURCES)
    add_library(slim_${name} OBJECT ${SLIM_SOURCES})
    set_target_properties(slim_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    list(APPEND libraries $<TARGET_OBJECTS:slim_${name}>)
  endif()
  set_target_properties(PkgConfig::${name} PROPERTIES INTERFACE_LINK_LIBRARIES "${libraries};Threads::Threads")
endfunction()

if(LEAKSIEVE_SLIM_LIBRARIES)
  find_library(LEAKSIEVE_PCRE2 NAMES pcre2-8)  # shared: tests/support/lsan.supp names it
  find_library(LEAKSIEVE_LZMA NAMES liblzma.a)
  find_library(LEAKSIEVE_BZ2 NAMES libbz2.a)
  find_library(LEAKSIEVE_ZSTD NAMES zstd libzstd.so.1)  # libarchive-dev does not bring the name to link with
  mark_as_advanced(LEAKSIEVE_PCRE2 LEAKSIEVE_LZMA LEAKSIEVE_BZ2 LEAKSIEVE_ZSTD)
  set(SLIM_PACKAGES libarchive-dev liblzma-dev libbz2-dev)
  slim_library(libarchive ${LEAKSIEVE_LZMA} ${LEAKSIEVE_BZ2} ${LEAKSIEVE_ZSTD} PkgConfig::nettle PkgConfig::zlib)
  set(SLIM_SOURCES ${CMAKE_CURRENT_LIST_DIR}/slim/network_stubs.cpp ${CMAKE_CURRENT_LIST_DIR}/slim/tls_config.cpp)
  set(SLIM_PACKAGES libgit2-dev)
  slim_library(libgit2 ${LEAKSIEVE_PCRE2} PkgConfig::zlib)
  foreach(name IN ITEMS libhs re2 libdeflate)  # not nettle: its licence wants it to be replaceable
    pkg_get_variable(folder ${name} libdir)
    string(REGEX REPLACE "^lib" "" short ${name})
    find_library(LEAKSIEVE_SLIM_${name} NAMES ${CMAKE_STATIC_LIBRARY_PREFIX}${short}${CMAKE_STATIC_LIBRARY_SUFFIX} HINTS ${folder})
    mark_as_advanced(LEAKSIEVE_SLIM_${name})
    if(LEAKSIEVE_SLIM_${name})
      set_target_properties(PkgConfig::${name} PROPERTIES INTERFACE_LINK_LIBRARIES "${LEAKSIEVE_SLIM_${name}};Threads::Threads")
    endif()
  endforeach()
  list(APPEND LEAKSIEVE_INSIDE libhyperscan-dev libvectorscan-dev libre2-dev libdeflate-dev)
  unset(SLIM_SOURCES)
  unset(SLIM_PACKAGES)
endif()
