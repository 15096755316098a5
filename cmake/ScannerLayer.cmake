# scanner_layer(NAME [HOT] [USES lower...] [LIBRARIES target...])
#
# Declares the layer scanner/NAME: every .cpp in that folder (and below), as an object library that may use the layers named in
# USES and the foreign libraries in LIBRARIES. A HOT layer has loops that every byte goes through: it is optimised more.
# tools/include_check.py reads these calls and fails when an #include breaks them.
set(LEAKSIEVE_WARNINGS -Wall -Wextra -Wpedantic -Wconversion -Wshadow)

# With -O3 GCC 12 warns of overlaps in std::string's own code: https://gcc.gnu.org/bugzilla/show_bug.cgi?id=105329
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  list(APPEND LEAKSIEVE_WARNINGS -Wno-restrict)
endif()

add_library(leaksieve_flags INTERFACE)
target_include_directories(leaksieve_flags INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
target_compile_options(leaksieve_flags INTERFACE ${LEAKSIEVE_WARNINGS} $<$<BOOL:${LEAKSIEVE_WERROR}>:-Werror>)
if(LEAKSIEVE_SANITIZE)
  add_compile_options(-fsanitize=${LEAKSIEVE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${LEAKSIEVE_SANITIZE})
endif()

function(scanner_layer name)
  cmake_parse_arguments(LAYER "HOT" "" "USES;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/cli/main\\.cpp$|/match/embed_main\\.cpp$")
  if(NOT sources)
    return()
  endif()
  add_library(layer_${name} OBJECT ${sources})
  set_target_properties(layer_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_link_libraries(layer_${name} PRIVATE leaksieve_flags ${LAYER_LIBRARIES})
  if(LAYER_HOT AND NOT LEAKSIEVE_SANITIZE)
    target_compile_options(layer_${name} PRIVATE $<$<CONFIG:Release,RelWithDebInfo>:-O3>)
  endif()
  set_property(GLOBAL APPEND PROPERTY LEAKSIEVE_LAYERS layer_${name})
  if(NOT name STREQUAL "cli")  # the library does not hold the command line
    set_property(GLOBAL APPEND PROPERTY LEAKSIEVE_LIBRARIES ${LAYER_LIBRARIES})
  endif()
endfunction()
