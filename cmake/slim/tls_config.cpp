// The part of cmake/slim/network_stubs.cpp that fills in what libgit2 gives back when it ends.
#include <mbedtls/ssl.h>

extern "C" {

void mbedtls_ssl_config_init(mbedtls_ssl_config* config) { *config = {}; }

void mbedtls_ssl_conf_rng(mbedtls_ssl_config* config, int (*)(void*, unsigned char*, size_t), void* state) {
  config->p_rng = state;
}
}
