// Takes mbedTLS's place; no_certificates.cpp says why.
#pragma once

// As mbedtls/x509_crt.h has it, but for the type of the chain. Reads nothing; gives 0: success.
extern "C" [[gnu::weak, gnu::visibility("default")]] int mbedtls_x509_crt_parse_file(void* chain, const char* path);
