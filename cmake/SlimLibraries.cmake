# What a start loads is small: a commit waits for two of them, and loading thirty shared libraries is half of one. libgit2 and
# libarchive come from their static libraries, without what they need for work that we do not ask of them: libgit2's network
# (its calls end in cmake/slim/network_stubs.cpp), libarchive's formats with XML in them. So do libraries that are small or of
# which little is used. Where the static ones are not there, or do not link or run, the shared ones are used, as pkg-config
# tells them. Only this build's own programs are linked so: an installed leaksieve::scanner asks for the shared ones.
# The global property LEAKSIEVE_INSIDE names the packages whose code is inside then, for their licences.
option(LEAKSIEVE_SLIM_LIBRARIES "Link static libraries, without what leaksieve does not need of them" ON)

# slim_file(NAME): looks for the static library of PkgConfig::NAME, into LEAKSIEVE_SLIM_NAME.
function(slim_file name)
  pkg_get_variable(folder ${name} libdir)
  string(REGEX REPLACE "^lib|lib$" "" short ${name})
  find_library(LEAKSIEVE_SLIM_${name} NAMES ${CMAKE_STATIC_LIBRARY_PREFIX}${short}${CMAKE_STATIC_LIBRARY_SUFFIX} HINTS ${folder})
  mark_as_advanced(LEAKSIEVE_SLIM_${name})
endfunction()

# slim_library(NAME libraries...): makes PkgConfig::NAME the static library with `libraries` behind it, where cmake/slim's probe
# runs with them.
function(slim_library name)
  slim_file(${name})
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
  set_property(GLOBAL APPEND PROPERTY LEAKSIEVE_INSIDE ${SLIM_PACKAGES})
  if(SLIM_SOURCES)
    add_library(slim_${name} OBJECT ${SLIM_SOURCES})
    set_target_properties(slim_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    list(APPEND libraries $<TARGET_OBJECTS:slim_${name}>)
  endif()
  set_target_properties(PkgConfig::${name} PROPERTIES INTERFACE_LINK_LIBRARIES "${libraries};Threads::Threads")
endfunction()

# slim_plain(NAME...): the same for libraries that need nothing else.
function(slim_plain)
  foreach(name IN LISTS ARGN)
    slim_file(${name})
    if(LEAKSIEVE_SLIM_${name})
      set_target_properties(PkgConfig::${name} PROPERTIES INTERFACE_LINK_LIBRARIES "${LEAKSIEVE_SLIM_${name}};Threads::Threads")
    endif()
  endforeach()
endfunction()

# slim_program(TARGET): the C++ libraries into the program: of a start, half of what is left of loading is resolving their names.
# Debian has fmt and toml++ as shared libraries only, so they are compiled here; where that fails, all stay shared. A sanitizer
# has to come before the standard library, so it does not bear this.
function(slim_program target)
  if(NOT LEAKSIEVE_SLIM_LIBRARIES OR LEAKSIEVE_SANITIZE)
    return()
  endif()
  set(sources ${PROJECT_SOURCE_DIR}/cmake/slim/fmt_library.cpp ${PROJECT_SOURCE_DIR}/cmake/slim/tomlplusplus_library.cpp)
  if(NOT DEFINED LEAKSIEVE_SLIM_CXX)
    try_compile(LEAKSIEVE_SLIM_CXX SOURCES ${sources} ${PROJECT_SOURCE_DIR}/cmake/slim/program_probe.cpp
      LINK_LIBRARIES PkgConfig::tomlpp fmt::fmt LINK_OPTIONS -static-libstdc++ -static-libgcc LINKER:--as-needed
      CXX_STANDARD 20)
  endif()
  if(NOT LEAKSIEVE_SLIM_CXX)
    message(STATUS "fmt, toml++ and the C++ library: the shared ones")
    return()
  endif()
  add_library(slim_program OBJECT ${sources})
  target_compile_features(slim_program PRIVATE cxx_std_20)
  target_link_libraries(slim_program PRIVATE PkgConfig::tomlpp fmt::fmt)
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:slim_program>)
  target_link_options(${target} PRIVATE -static-libstdc++ -static-libgcc LINKER:--as-needed)
  set_property(GLOBAL APPEND PROPERTY LEAKSIEVE_INSIDE libfmt-dev libtomlplusplus-dev libstdc++6)
endfunction()

if(LEAKSIEVE_SLIM_LIBRARIES)
  if(LEAKSIEVE_SANITIZE)
    find_library(LEAKSIEVE_PCRE2 NAMES pcre2-8)  # shared: tests/support/lsan.supp names it
  else()
    find_library(LEAKSIEVE_PCRE2 NAMES libpcre2-8.a)
    slim_plain(libpcre2-8)
  endif()
  find_library(LEAKSIEVE_LZMA NAMES liblzma.a)
  find_library(LEAKSIEVE_BZ2 NAMES libbz2.a)
  find_library(LEAKSIEVE_ZSTD NAMES libzstd.a)
  mark_as_advanced(LEAKSIEVE_PCRE2 LEAKSIEVE_LZMA LEAKSIEVE_BZ2 LEAKSIEVE_ZSTD)
  slim_plain(zlib re2 libhs libdeflate)  # not nettle: its licence wants it to be replaceable
  set_property(GLOBAL APPEND PROPERTY LEAKSIEVE_INSIDE zlib1g-dev libre2-dev libhyperscan-dev libvectorscan-dev libdeflate-dev)
  set(SLIM_PACKAGES libarchive-dev liblzma-dev libbz2-dev libzstd-dev)
  slim_library(libarchive ${LEAKSIEVE_LZMA} ${LEAKSIEVE_BZ2} ${LEAKSIEVE_ZSTD} PkgConfig::nettle ${LEAKSIEVE_SLIM_zlib})
  set(SLIM_SOURCES ${CMAKE_CURRENT_LIST_DIR}/slim/network_stubs.cpp ${CMAKE_CURRENT_LIST_DIR}/slim/tls_config.cpp)
  set(SLIM_PACKAGES libgit2-dev libpcre2-dev)
  slim_library(libgit2 ${LEAKSIEVE_PCRE2} ${LEAKSIEVE_SLIM_zlib})
  unset(SLIM_SOURCES)
  unset(SLIM_PACKAGES)
endif()
