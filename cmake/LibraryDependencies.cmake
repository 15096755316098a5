# The libraries that leaksieve::scanner links; docs/architecture.md says what each is for. All are Debian 12 packages.
# Read by the build and, installed, by find_package(leaksieve): the exported target names these targets.
# Sets leaksieve_MISSING to what is not there.
set(leaksieve_MISSING "")
foreach(package IN ITEMS PkgConfig Threads fmt)
  find_package(${package} QUIET)
  if(NOT ${package}_FOUND)
    list(APPEND leaksieve_MISSING ${package})
  endif()
endforeach()
if(PkgConfig_FOUND)
  foreach(module IN ITEMS "libgit2>=1.5" "libhs>=5.4" "re2" "tomlplusplus>=3" "nettle" "libdeflate" "zlib" "libarchive" "libpcre2-8")  # libhs: Hyperscan or Vectorscan
    string(REGEX REPLACE ">=.*" "" name ${module})
    string(REPLACE "tomlplusplus" "tomlpp" name ${name})
    if(NOT TARGET PkgConfig::${name})
      pkg_check_modules(${name} QUIET IMPORTED_TARGET GLOBAL ${module})
      if(NOT ${name}_FOUND)
        list(APPEND leaksieve_MISSING ${module})
      endif()
    endif()
  endforeach()
endif()
