// Stores with edits that the fuzzer chooses, held to what the damage runner asks of them (damage/check.h): two bytes
// for the sample store, then edits of six bytes: what, which file, where (two), with what (two).
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

#include "tests/fuzz/damage/check.h"
#include "tests/unit/git/pack/pack_support.h"

namespace {
namespace fs = std::filesystem;
using namespace leaksieve::test;

constexpr std::size_t kSamples = 256, kEditBytes = 6, kMostEdits = 32;

const SampleStore& sample(std::size_t number) {
  static std::map<std::size_t, SampleStore> made;
  const auto at = made.find(number);
  return at != made.end() ? at->second : made.emplace(number, make_sample_store(number)).first->second;
}

void edit(std::map<std::string, std::string>& files, const std::uint8_t* bytes) {
  const auto file_at = [&files](std::size_t number) {
    return std::next(files.begin(), static_cast<long>(number % files.size()));
  };
  std::string& file = file_at(bytes[1])->second;
  if (file.empty()) return;
  const std::size_t value = bytes[4] * 256U + bytes[5], place = (bytes[2] * 256U + bytes[3]) % file.size();
  const std::size_t at = (bytes[0] & 0x80U) != 0 ? file.size() - 1 - place : place;
  std::string number;
  PackWriter::append_be32(number, (bytes[0] & 0x40U) != 0 ? 0xffff0000U | value : value);
  switch (bytes[0] % 6) {
    case 0:
      file[at] = static_cast<char>(static_cast<unsigned>(file[at]) ^ (value & 0xffU));
      break;
    case 1:
      file[at] = static_cast<char>(value);
      break;
    case 2:
      file.replace(at, std::min<std::size_t>(4, file.size() - at), number);
      break;
    case 3:
      file.resize(at);
      break;
    case 4:
      file.replace(at, std::min<std::size_t>(20, file.size() - at), file.substr(value % file.size(), 20));
      break;
    default:
      std::swap(file, file_at(value)->second);
  }
}

// One folder a process, used again and again.
class Folder {
 public:
  Folder() {
    std::error_code error;
    const fs::path parent = fs::is_directory("/dev/shm", error) ? "/dev/shm" : fs::temp_directory_path();
    path_ = parent / ("damage_fuzz." + std::to_string(::getpid()));
  }
  ~Folder() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& fill(const std::map<std::string, std::string>& files) {
    fs::remove_all(path_);
    for (const auto& [name, bytes] : files) write_bytes(path_ / name, bytes);
    return path_;
  }

 private:
  fs::path path_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Folder folder;
  if (size < 2) return 0;
  SampleStore store = sample((data[0] * 256U + data[1]) % kSamples);
  for (std::size_t i = 0; i < kMostEdits && 2 + (i + 1) * kEditBytes <= size; ++i) {
    edit(store.files, data + 2 + i * kEditBytes);
  }
  const CaseResult result = check_case(folder.fill(store.files), store, {1, std::uint64_t{1} << 20U});
  if (result.fault.empty()) return 0;
  std::fprintf(stderr, "%s\n", result.fault.c_str());
  std::abort();
}
