// libarchive reads any zip, but unpacks with zlib, which takes three times as long as libdeflate. What a repository
// holds is nearly always a jar, a wheel or a document with nothing unusual in it.
#include "scanner/decode/zip_reader.h"

#include <string>

#include "scanner/base/hash.h"
#include "scanner/decode/inflate.h"
#include "scanner/decode/zip_directory.h"

namespace leaksieve::decode {
namespace {

class ZipRun {
 public:
  ZipRun(Allowance& allowance, ContainerSink& sink) : allowance_(allowance), sink_(sink) {}

  void run(const std::vector<ZipMember>& members) {
    for (const ZipMember& member : members) {
      if (allowance_.is_spent()) return sink_.skip("", allowance_.reason());
      if (!allowance_.take_member()) return sink_.skip("", "it has too many members");
      if (member.is_file && !read(member)) return;
    }
  }

 private:
  // False when no more is wanted.
  bool read(const ZipMember& member) {
    allowance_.begin_member();
    const std::size_t room = allowance_.left();
    if (member.size > room) return read_some(member, room);
    const auto content =
        member.is_deflated ? inflater_.inflate(member.packed, member.size) : std::optional<Bytes>(member.packed);
    if (!content || crc32(*content) != member.crc32) return read_some(member, room);
    allowance_.take(content->size());
    return content->empty() || sink_.take(member.name, *content);
  }

  // As far as it goes.
  bool read_some(const ZipMember& member, std::size_t room) {
    std::string content;
    InflateEnd end = InflateEnd::kWhole;
    if (member.is_deflated) {
      end = inflate_some(member.packed, Wrapping::kRaw, room, content);
    } else {
      content = member.packed.substr(0, room);
      if (room < member.packed.size()) end = InflateEnd::kCut;
    }
    allowance_.take(content.size());
    sink_.skip(member.name, why(end));
    return content.empty() || sink_.take(member.name, content);
  }

  [[nodiscard]] const char* why(InflateEnd end) const {
    if (end == InflateEnd::kNoMemory) return "out of memory while unpacking";
    return end == InflateEnd::kCut ? allowance_.reason() : "the zip data is damaged or cut off";
  }

  Allowance& allowance_;
  ContainerSink& sink_;
  WholeInflater inflater_;
};

}  // namespace

bool read_usual_zip(Bytes bytes, Allowance& allowance, ContainerSink& sink) {
  const auto members = read_zip_directory(bytes);
  if (!members) return false;
  ZipRun(allowance, sink).run(*members);
  return true;
}

}  // namespace leaksieve::decode
