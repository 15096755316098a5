// The table of checks; each family has its file.
#include "scanner/filter/checks.h"

#include <algorithm>

#include "scanner/filter/check_families.h"

namespace leaksieve::filter {

const std::vector<NamedCheck>& all_checks() {
  static const std::vector<NamedCheck> kChecks = {
      {"age-bech32", "age secret key: the Bech32 checksum (BIP 173)", check_age_bech32},
      {"aws-account", "AWS access key id: base-32 body; notes the account it belongs to", check_aws_account},
      {"azure-signature", "Azure key: notes the service whose signature stands in it", check_azure_signature},
      {"base58check", "base 58 with the first four bytes of a double SHA-256 behind", check_base58check},
      {"base64-32-bytes", "base64 of 32 bytes that are no text", check_base64_32_bytes},
      {"base64-64-bytes", "base64 of 64 bytes that are no text", check_base64_64_bytes},
      {"basic-credentials", "base64 of user:password, as in HTTP Basic and Docker's auth", check_basic_credentials},
      {"bech32", "Bech32 or Bech32m with any human part (BIP 173, BIP 350)", check_bech32},
      {"bip39", "seed phrase: words of BIP-39's list and their checksum", check_bip39},
      {"bip39-words", "seed phrase: words of BIP-39's list; notes whether the checksum is right", check_bip39_words},
      {"discord-snowflake", "Discord bot token: its first part is the bot's id in base64", check_discord_snowflake},
      {"extended-private-key", "xprv, yprv, zprv: base58check and the parts of BIP 32", check_extended_private_key},
      {"generic-value", "looks random: no word, path, UUID, date or identifier", check_generic_value},
      {"github-crc32", "30 characters and the CRC-32 of them in base 62", check_github_crc32},
      {"gitlab-crc32", "routable GitLab token: length and CRC-32 in base 36", check_gitlab_crc32},
      {"google-service-account", "JSON of a service account with a key that decodes; notes the account",
       check_google_service_account},
      {"grafana-crc32", "Grafana token: CRC-32 in hex behind the last underscore", check_grafana_crc32},
      {"jwt", "JSON Web Token: header and payload decode; notes algorithm, issuer, expiry", check_jwt},
      {"mixed-characters", "mixes letters, digits and signs as prose does not", check_mixed_characters},
      {"monero-seed", "25 words, the last is the checksum", check_monero_seed},
      {"nkey-seed", "NATS seed: base 32 with a CRC-16; notes the role", check_nkey_seed},
      {"not-uuid", "is no UUID", check_not_uuid},
      {"password-value", "looks chosen: no identifier, path, word or address", check_password_value},
      {"pem-private-key", "PEM: the body decodes to a key; notes whether a passphrase protects it",
       check_pem_private_key},
      {"pgp-crc24", "armour's CRC-24, where it has one", check_pgp_crc24},
      {"pypi-macaroon", "PyPI token: a macaroon; notes the site it is for", check_pypi_macaroon},
      {"random-text", "has the entropy of random text of its length and alphabet", check_random_text},
      {"secp256k1-key", "64 hex digits below the group's order and not small", check_secp256k1_key},
      {"service-role-jwt", "JSON Web Token whose role is service_role", check_service_role_jwt},
      {"slack-token", "Slack token: notes its kind", check_slack_token},
      {"solana-key-pair", "64 numbers below 256", check_solana_key_pair},
      {"stellar-seed", "Stellar secret: base 32 with a CRC-16", check_stellar_seed},
      {"stripe-account", "Stripe key: notes mode and account", check_stripe_account},
      {"telegram-bot", "Telegram token: notes the bot's id", check_telegram_bot},
      {"wif", "wallet import format: base58check of 32 bytes; notes the network", check_wif},
      {"xrp-seed", "XRP seed: base58check in Ripple's alphabet", check_xrp_seed},
  };
  return kChecks;
}

Check find_check(std::string_view name) {
  const auto& checks = all_checks();
  const auto found = std::find_if(checks.begin(), checks.end(), [&](const NamedCheck& c) { return c.name == name; });
  return found == checks.end() ? nullptr : found->check;
}

}  // namespace leaksieve::filter
