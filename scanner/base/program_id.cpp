#include "scanner/base/program_id.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

#include <elf.h>
#include <fmt/format.h>
#include <link.h>
#include <sys/stat.h>

#include "scanner/base/hash.h"

namespace leaksieve {
namespace {

// The build id among the notes of one segment; empty when it has none. Notes are name and description, each padded to
// four bytes. Source: elf(5), "Notes".
std::string_view build_id_in(std::string_view notes) {
  const auto padded = [](std::size_t size) { return (size + 3) & ~std::size_t{3}; };
  ElfW(Nhdr) note{};
  while (notes.size() >= sizeof note) {
    std::memcpy(&note, notes.data(), sizeof note);
    notes.remove_prefix(sizeof note);
    const std::size_t name = padded(note.n_namesz), description = padded(note.n_descsz);
    if (name > notes.size() || description > notes.size() - name) return {};
    if (note.n_type == NT_GNU_BUILD_ID && notes.substr(0, note.n_namesz) == std::string_view("GNU\0", 4))
      return notes.substr(name, note.n_descsz);
    notes.remove_prefix(name + description);
  }
  return {};
}

std::string id_of_file(const char* name) {
  struct stat info {};
  const char* const path = name[0] == '\0' ? "/proc/self/exe" : name;  // the program itself has no name here
  if (::stat(path, &info) != 0) return {};
  return fmt::format("{} {}.{}", info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
}

struct Found {
  std::vector<std::string> ids;
  bool is_whole = true;
};

int add_object(struct dl_phdr_info* info, std::size_t, void* payload) noexcept {
  auto& found = *static_cast<Found*>(payload);
  try {
    std::string_view id;
    for (int i = 0; i < info->dlpi_phnum && id.empty(); ++i) {
      const auto& segment = info->dlpi_phdr[i];
      if (segment.p_type != PT_NOTE) continue;
      const auto at = info->dlpi_addr + segment.p_vaddr;
      id = build_id_in({reinterpret_cast<const char*>(at), segment.p_memsz});  // NOLINT(performance-no-int-to-ptr)
    }
    const std::string_view name = info->dlpi_name;
    if (name.starts_with("linux-vdso")) return 0;  // the kernel's
    std::string text = id.empty() ? id_of_file(info->dlpi_name) : std::string(id);
    if (text.empty()) found.is_whole = false;
    found.ids.push_back(std::move(text));
  } catch (...) {
    found.is_whole = false;
  }
  return 0;
}

std::string make_id() {
  Found found;
  ::dl_iterate_phdr(add_object, &found);
  if (!found.is_whole || found.ids.empty()) return {};
  std::ranges::sort(found.ids);
  std::string all;
  for (const std::string& id : found.ids) all += fmt::format("{}:{}", id.size(), id);
  return sha256_hex({all});
}

}  // namespace

const std::string& program_id() {
  static const std::string kId = make_id();
  return kId;
}

}  // namespace leaksieve
