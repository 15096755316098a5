# Puts patterns/data/ into the filter layer as tables that cost nothing at start: no parsing, no pointers to relocate.
#   bip39_words.inc, common_words.inc   one string literal of records of the same width, filled up with spaces, sorted
#   known_samples.inc                   the first 64 bits of each sample's SHA-256, sorted
set(data_dir ${PROJECT_SOURCE_DIR}/patterns/data)
set(generated_dir ${PROJECT_BINARY_DIR}/generated/scanner/filter)
file(MAKE_DIRECTORY ${generated_dir})

function(embed_words file width output)
  file(STRINGS ${file} words REGEX "^[a-z]+$")
  set(text "")
  foreach(word IN LISTS words)
    string(APPEND word "          ")
    string(SUBSTRING "${word}" 0 ${width} record)
    string(APPEND text "\"${record}\"\n")
  endforeach()
  file(CONFIGURE OUTPUT ${output} CONTENT "${text}" @ONLY)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
endfunction()

embed_words(${data_dir}/bip39-english.txt 8 ${generated_dir}/bip39_words.inc)
embed_words(${data_dir}/common-words.txt 10 ${generated_dir}/common_words.inc)

file(STRINGS ${data_dir}/known-samples.toml sample_lines REGEX "^sha256 = ")
list(TRANSFORM sample_lines REPLACE "^sha256 = \"([0-9a-f]*)\".*$" "0x\\1U,\n")
list(SORT sample_lines)
list(REMOVE_DUPLICATES sample_lines)
list(JOIN sample_lines "" sample_table)
file(CONFIGURE OUTPUT ${generated_dir}/known_samples.inc CONTENT "${sample_table}" @ONLY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${data_dir}/known-samples.toml)
