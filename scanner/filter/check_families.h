// The checks behind the table in checks.cpp. Inner header of the filter layer.
#pragma once

#include "scanner/filter/checks.h"

namespace leaksieve::filter {

// checks_checksum.cpp
CheckResult check_age_bech32(Bytes secret);
CheckResult check_bech32(Bytes secret);
CheckResult check_github_crc32(Bytes secret);
CheckResult check_gitlab_crc32(Bytes secret);
CheckResult check_grafana_crc32(Bytes secret);

// checks_jwt.cpp
CheckResult check_jwt(Bytes secret);
CheckResult check_service_role_jwt(Bytes secret);

// checks_key.cpp
CheckResult check_base64_32_bytes(Bytes secret);
CheckResult check_base64_64_bytes(Bytes secret);
CheckResult check_pem_private_key(Bytes secret);
CheckResult check_pgp_crc24(Bytes secret);

// checks_service.cpp
CheckResult check_azure_signature(Bytes secret);
CheckResult check_google_service_account(Bytes secret);
CheckResult check_pypi_macaroon(Bytes secret);
CheckResult check_slack_token(Bytes secret);
CheckResult check_stripe_account(Bytes secret);
CheckResult check_telegram_bot(Bytes secret);

// checks_structure.cpp
CheckResult check_aws_account(Bytes secret);
CheckResult check_basic_credentials(Bytes secret);
CheckResult check_discord_snowflake(Bytes secret);

// checks_wallet.cpp
CheckResult check_base58check(Bytes secret);
CheckResult check_bip39(Bytes secret);
CheckResult check_bip39_words(Bytes secret);
CheckResult check_extended_private_key(Bytes secret);
CheckResult check_monero_seed(Bytes secret);
CheckResult check_nkey_seed(Bytes secret);
CheckResult check_secp256k1_key(Bytes secret);
CheckResult check_solana_key_pair(Bytes secret);
CheckResult check_stellar_seed(Bytes secret);
CheckResult check_wif(Bytes secret);
CheckResult check_xrp_seed(Bytes secret);

// checks_generic.cpp
CheckResult check_generic_value(Bytes secret);
CheckResult check_mixed_characters(Bytes secret);
CheckResult check_not_uuid(Bytes secret);
CheckResult check_password_value(Bytes secret);
CheckResult check_random_text(Bytes secret);

}  // namespace leaksieve::filter
