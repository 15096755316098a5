# Puts patterns/*.toml into the library: leaksieve_embed reads them, checks them and writes a source with the rules and their
# compiled Hyperscan databases (scanner/rules/embedded.h). Files whose name begins with '_' are templates and stay out.
file(GLOB pattern_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/patterns/*.toml)
list(FILTER pattern_files EXCLUDE REGEX "/_[^/]*$")
set(mcp_clients ${PROJECT_SOURCE_DIR}/patterns/mcp-clients.toml)
set(mcp_services ${PROJECT_SOURCE_DIR}/patterns/mcp-services.toml)
set(rotation ${PROJECT_SOURCE_DIR}/patterns/rotation.toml)
list(REMOVE_ITEM pattern_files ${mcp_clients} ${mcp_services} ${rotation})  # no rules
list(SORT pattern_files)

add_executable(leaksieve_embed ${PROJECT_SOURCE_DIR}/scanner/match/embed_main.cpp $<TARGET_OBJECTS:layer_base>
               $<TARGET_OBJECTS:layer_rules> $<TARGET_OBJECTS:layer_match>)
target_link_libraries(leaksieve_embed PRIVATE leaksieve_flags ${libraries})

set(embedded_source ${PROJECT_BINARY_DIR}/generated/embedded_patterns.cpp)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/generated)
add_custom_command(OUTPUT ${embedded_source}
  COMMAND leaksieve_embed ${embedded_source} ${pattern_files}
  DEPENDS leaksieve_embed ${pattern_files}
  COMMENT "Compiling the built-in rules" VERBATIM)
add_library(embedded_patterns OBJECT ${embedded_source})
set_target_properties(embedded_patterns PROPERTIES POSITION_INDEPENDENT_CODE ON)
target_link_libraries(embedded_patterns PRIVATE leaksieve_flags)
target_sources(scanner PRIVATE $<TARGET_OBJECTS:embedded_patterns>)

# The MCP clients and services, as text that scanner/mcp parses when the first config is met.
set(embedded_mcp ${PROJECT_BINARY_DIR}/generated/embedded_mcp.cpp)
add_custom_command(OUTPUT ${embedded_mcp}
  COMMAND ${CMAKE_COMMAND} -DCLIENTS=${mcp_clients} -DSERVICES=${mcp_services} -DOUT=${embedded_mcp}
          -P ${PROJECT_SOURCE_DIR}/cmake/EmbedMcp.cmake
  DEPENDS ${mcp_clients} ${mcp_services} ${PROJECT_SOURCE_DIR}/cmake/EmbedMcp.cmake VERBATIM)
target_sources(embedded_patterns PRIVATE ${embedded_mcp})

# How secrets are rotated, as text that scanner/rotation parses when a plan is asked for.
set(embedded_rotation ${PROJECT_BINARY_DIR}/generated/embedded_rotation.cpp)
add_custom_command(OUTPUT ${embedded_rotation}
  COMMAND ${CMAKE_COMMAND} -DGUIDES=${rotation} -DOUT=${embedded_rotation} -P ${PROJECT_SOURCE_DIR}/cmake/EmbedRotation.cmake
  DEPENDS ${rotation} ${PROJECT_SOURCE_DIR}/cmake/EmbedRotation.cmake VERBATIM)
target_sources(embedded_patterns PRIVATE ${embedded_rotation})

# The HTML report's page, as texts that scanner/rotation puts together.
file(GLOB page_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/scanner/rotation/page/*)
set(embedded_page ${PROJECT_BINARY_DIR}/generated/embedded_page.cpp)
add_custom_command(OUTPUT ${embedded_page}
  COMMAND ${CMAKE_COMMAND} -DPAGE=${PROJECT_SOURCE_DIR}/scanner/rotation/page -DOUT=${embedded_page}
          -P ${PROJECT_SOURCE_DIR}/cmake/EmbedPage.cmake
  DEPENDS ${page_files} ${PROJECT_SOURCE_DIR}/cmake/EmbedPage.cmake VERBATIM)
target_sources(embedded_patterns PRIVATE ${embedded_page})
