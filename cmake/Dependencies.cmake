# The libraries that leaksieve uses; docs/architecture.md says what each is for. All are Debian 12 packages.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 REQUIRED)
pkg_check_modules(libgit2    REQUIRED IMPORTED_TARGET libgit2>=1.5)
pkg_check_modules(libhs      REQUIRED IMPORTED_TARGET libhs>=5.4)     # Hyperscan or Vectorscan
pkg_check_modules(re2        REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(tomlpp     REQUIRED IMPORTED_TARGET tomlplusplus>=3)
pkg_check_modules(nettle     REQUIRED IMPORTED_TARGET nettle)
pkg_check_modules(libdeflate REQUIRED IMPORTED_TARGET libdeflate)
