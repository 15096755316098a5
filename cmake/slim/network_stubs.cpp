// Stands in for the libraries with which libgit2 talks to servers (TLS, SSH, Kerberos, HTTP): leaksieve never does, and
// loading them takes a third of a start, which every commit waits for twice. What git_libgit2_init() calls does nothing
// and says that all is well; the rest cannot be reached without a remote being opened, and ends the program.
// cmake/SlimLibraries.cmake tries whether they fit the libgit2 that is here.
#include <cstddef>
#include <cstdlib>

#define LEAKSIEVE_NOTHING(name) \
  int name() { return 0; }
#define LEAKSIEVE_NEVER(name) \
  int name() { std::abort(); }

// clang-format off
extern "C" {
LEAKSIEVE_NOTHING(libssh2_exit) LEAKSIEVE_NOTHING(libssh2_init) LEAKSIEVE_NOTHING(mbedtls_ctr_drbg_free)
LEAKSIEVE_NOTHING(mbedtls_ctr_drbg_init) LEAKSIEVE_NOTHING(mbedtls_ctr_drbg_seed)
LEAKSIEVE_NOTHING(mbedtls_entropy_free) LEAKSIEVE_NOTHING(mbedtls_entropy_init)
LEAKSIEVE_NOTHING(mbedtls_ssl_conf_authmode) LEAKSIEVE_NOTHING(mbedtls_ssl_conf_ca_chain)
LEAKSIEVE_NOTHING(mbedtls_ssl_conf_ciphersuites) LEAKSIEVE_NOTHING(mbedtls_ssl_conf_min_version)
LEAKSIEVE_NOTHING(mbedtls_ssl_config_defaults)
LEAKSIEVE_NOTHING(mbedtls_ssl_config_free)
LEAKSIEVE_NOTHING(mbedtls_ssl_free)
LEAKSIEVE_NOTHING(mbedtls_ssl_init) LEAKSIEVE_NOTHING(mbedtls_x509_crt_free) LEAKSIEVE_NOTHING(mbedtls_x509_crt_init)


LEAKSIEVE_NEVER(gss_delete_sec_context) LEAKSIEVE_NEVER(gss_display_status) LEAKSIEVE_NEVER(gss_import_name)
LEAKSIEVE_NEVER(gss_indicate_mechs) LEAKSIEVE_NEVER(gss_init_sec_context) LEAKSIEVE_NEVER(gss_release_buffer)
LEAKSIEVE_NEVER(gss_release_name) LEAKSIEVE_NEVER(gss_release_oid_set) LEAKSIEVE_NEVER(http_errno_description)
LEAKSIEVE_NEVER(http_parser_execute) LEAKSIEVE_NEVER(http_parser_init) LEAKSIEVE_NEVER(http_parser_parse_url)
LEAKSIEVE_NEVER(http_parser_pause) LEAKSIEVE_NEVER(http_should_keep_alive) LEAKSIEVE_NEVER(libssh2_agent_connect)
LEAKSIEVE_NEVER(libssh2_agent_disconnect) LEAKSIEVE_NEVER(libssh2_agent_free)
LEAKSIEVE_NEVER(libssh2_agent_get_identity) LEAKSIEVE_NEVER(libssh2_agent_init)
LEAKSIEVE_NEVER(libssh2_agent_list_identities) LEAKSIEVE_NEVER(libssh2_agent_userauth)
LEAKSIEVE_NEVER(libssh2_channel_close) LEAKSIEVE_NEVER(libssh2_channel_free) LEAKSIEVE_NEVER(libssh2_channel_open_ex)
LEAKSIEVE_NEVER(libssh2_channel_process_startup) LEAKSIEVE_NEVER(libssh2_channel_read_ex)
LEAKSIEVE_NEVER(libssh2_channel_set_blocking) LEAKSIEVE_NEVER(libssh2_channel_write_ex)
LEAKSIEVE_NEVER(libssh2_hostkey_hash) LEAKSIEVE_NEVER(libssh2_knownhost_checkp)
LEAKSIEVE_NEVER(libssh2_knownhost_free) LEAKSIEVE_NEVER(libssh2_knownhost_init)
LEAKSIEVE_NEVER(libssh2_knownhost_readfile) LEAKSIEVE_NEVER(libssh2_session_abstract)
LEAKSIEVE_NEVER(libssh2_session_disconnect_ex) LEAKSIEVE_NEVER(libssh2_session_free)
LEAKSIEVE_NEVER(libssh2_session_handshake) LEAKSIEVE_NEVER(libssh2_session_hostkey)
LEAKSIEVE_NEVER(libssh2_session_init_ex) LEAKSIEVE_NEVER(libssh2_session_last_error)
LEAKSIEVE_NEVER(libssh2_session_method_pref) LEAKSIEVE_NEVER(libssh2_session_set_blocking)
LEAKSIEVE_NEVER(libssh2_userauth_authenticated) LEAKSIEVE_NEVER(libssh2_userauth_keyboard_interactive_ex)
LEAKSIEVE_NEVER(libssh2_userauth_list) LEAKSIEVE_NEVER(libssh2_userauth_password_ex)
LEAKSIEVE_NEVER(libssh2_userauth_publickey) LEAKSIEVE_NEVER(libssh2_userauth_publickey_fromfile_ex)
LEAKSIEVE_NEVER(libssh2_userauth_publickey_frommemory) LEAKSIEVE_NEVER(mbedtls_ctr_drbg_random)
LEAKSIEVE_NEVER(mbedtls_entropy_func) LEAKSIEVE_NEVER(mbedtls_sha256_finish) LEAKSIEVE_NEVER(mbedtls_sha256_free)
LEAKSIEVE_NEVER(mbedtls_sha256_init) LEAKSIEVE_NEVER(mbedtls_sha256_starts) LEAKSIEVE_NEVER(mbedtls_sha256_update)
LEAKSIEVE_NEVER(mbedtls_ssl_close_notify) LEAKSIEVE_NEVER(mbedtls_ssl_get_peer_cert)
LEAKSIEVE_NEVER(mbedtls_ssl_get_verify_result) LEAKSIEVE_NEVER(mbedtls_ssl_handshake)
LEAKSIEVE_NEVER(mbedtls_ssl_read) LEAKSIEVE_NEVER(mbedtls_ssl_set_bio) LEAKSIEVE_NEVER(mbedtls_ssl_set_hostname)
LEAKSIEVE_NEVER(mbedtls_ssl_setup) LEAKSIEVE_NEVER(mbedtls_ssl_write)
LEAKSIEVE_NEVER(mbedtls_x509_crt_verify_info)

int mbedtls_ssl_get_ciphersuite_id() { return 1; }  // an id: with none, libgit2 does not start
int mbedtls_x509_crt_parse_file() { return -1; }     // no certificates: it does without
int mbedtls_x509_crt_parse_path() { return -1; }
void mbedtls_strerror(int, char* text, std::size_t size) {
  if (size > 0) *text = '\0';
}
extern void* const GSS_C_NT_HOSTBASED_SERVICE = nullptr;
}
// clang-format on
