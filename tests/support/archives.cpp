#include "tests/support/archives.h"

#include <memory>
#include <stdexcept>

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

namespace leaksieve::test {
namespace {

struct Free {
  void operator()(archive* writer) const { ::archive_write_free(writer); }
  void operator()(archive_entry* entry) const { ::archive_entry_free(entry); }
};

void must(archive* writer, int code) {
  if (code != ARCHIVE_OK) throw std::runtime_error(std::string("libarchive: ") + ::archive_error_string(writer));
}

}  // namespace

std::string archive_of(const Members& members, const std::string& format, const std::string& filter,
                       const std::string& password) {
  const std::unique_ptr<archive, Free> owner(::archive_write_new());
  archive* const writer = owner.get();
  must(writer, ::archive_write_set_format_by_name(writer, format == "tar"  ? "ustar"
                                                          : format == "ar" ? "arbsd"
                                                                           : format.c_str()));
  if (!filter.empty()) must(writer, ::archive_write_add_filter_by_name(writer, filter.c_str()));
  if (!password.empty()) {
    must(writer, ::archive_write_set_options(writer, "zip:encryption=traditional"));
    must(writer, ::archive_write_set_passphrase(writer, password.c_str()));
  }
  std::size_t size = 1 << 20;
  for (const auto& [name, content] : members) size += name.size() + 2 * content.size();
  std::string out(size, '\0');
  std::size_t used = 0;
  must(writer, ::archive_write_set_bytes_in_last_block(writer, 1));
  must(writer, ::archive_write_open_memory(writer, out.data(), out.size(), &used));
  for (const auto& [name, content] : members) {
    const std::unique_ptr<archive_entry, Free> entry(::archive_entry_new());
    ::archive_entry_set_pathname(entry.get(), name.c_str());
    ::archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
    ::archive_entry_set_filetype(entry.get(), AE_IFREG);
    ::archive_entry_set_perm(entry.get(), 0644);
    must(writer, ::archive_write_header(writer, entry.get()));
    if (::archive_write_data(writer, content.data(), content.size()) < 0) must(writer, ARCHIVE_FATAL);
  }
  must(writer, ::archive_write_close(writer));
  out.resize(used);
  return out;
}

std::string compressed(const std::string& content, const std::string& filter) {
  return archive_of({{"data", content}}, "raw", filter);
}

std::string zlib_of(const std::string& content) {
  uLongf size = ::compressBound(content.size());
  std::string out(size, '\0');
  if (::compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(content.data()),
                 content.size()) != Z_OK) {
    throw std::runtime_error("zlib cannot compress");
  }
  out.resize(size);
  return out;
}

std::string base64_of(const std::string& bytes) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8U | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (unsigned k = 0; k < 4; ++k) {
      out += i + k > bytes.size() ? '=' : kAlphabet[group >> (18 - 6 * k) & 63U];
    }
  }
  return out;
}

std::string wrapped(const std::string& text, std::size_t width, const std::string& indent) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += width) out += indent + text.substr(i, width) + "\n";
  return out;
}

}  // namespace leaksieve::test
