// The checks behind the table in checks.cpp. Inner header of the filter layer.
#pragma once

#include "scanner/filter/checks.h"

namespace leaksieve::filter {

// checks_checksum.cpp
CheckResult check_age_bech32(Bytes secret);
CheckResult check_github_crc32(Bytes secret);
CheckResult check_gitlab_crc32(Bytes secret);
CheckResult check_grafana_crc32(Bytes secret);

// checks_jwt.cpp
CheckResult check_jwt(Bytes secret);
CheckResult check_service_role_jwt(Bytes secret);

// checks_structure.cpp
CheckResult check_aws_account(Bytes secret);
CheckResult check_basic_credentials(Bytes secret);
CheckResult check_discord_snowflake(Bytes secret);
CheckResult check_pem_private_key(Bytes secret);

// checks_generic.cpp
CheckResult check_generic_value(Bytes secret);
CheckResult check_not_uuid(Bytes secret);
CheckResult check_password_value(Bytes secret);

}  // namespace leaksieve::filter
