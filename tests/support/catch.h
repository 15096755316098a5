// Catch2 version 2 (Debian 12) or 3: tests keep to what both share.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
using Catch::Approx;
#endif
