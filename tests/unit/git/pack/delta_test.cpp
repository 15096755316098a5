#include "scanner/git/pack/delta.h"

#include "tests/support/catch.h"
#include "tests/unit/git/pack/pack_support.h"

namespace leaksieve::git::pack {
namespace {

using test::PackWriter;

std::vector<std::uint8_t> padded(std::string_view text) {
  std::vector<std::uint8_t> bytes(text.begin(), text.end());
  bytes.resize(text.size() + kSlack, 0xee);
  return bytes;
}

struct Applied {
  std::string problem, result;
  std::vector<Piece> pieces;
};

Applied apply(const std::string& base, const std::string& delta, bool with_pieces) {
  const auto base_bytes = padded(base), delta_bytes = padded(delta);
  const DeltaHead head = read_delta_head(Raw(delta_bytes).first(delta.size()));
  if (head.problem != nullptr) return {head.problem, "", {}};
  std::vector<std::uint8_t> result(head.result_size + kSlack);
  const std::span<std::uint8_t> out = std::span(result).first(head.result_size);
  Applied applied;
  const char* const why = with_pieces
                              ? apply_delta(head.instructions, Raw(base_bytes).first(base.size()), out, applied.pieces)
                              : apply_delta(head.instructions, Raw(base_bytes).first(base.size()), out);
  if (why != nullptr) return {why, "", {}};
  applied.result.assign(out.begin(), out.end());
  return applied;
}

const std::string kBase = "0123456789abcdefghijklmnopqrstuvwxyz";

TEST_CASE("deltas copy and insert") {
  struct Row {
    std::string name, delta, result;
  };
  const std::string long_run(200, 'x');
  const auto row = GENERATE_COPY(values<Row>({
      {"empty", PackWriter::delta(36, 0, ""), ""},
      {"copy all", PackWriter::delta(36, 36, PackWriter::copy(0, 36)), kBase},
      {"copy the end", PackWriter::delta(36, 1, PackWriter::copy(35, 1)), "z"},
      {"insert", PackWriter::delta(36, 3, PackWriter::insert("new")), "new"},
      {"mixed", PackWriter::delta(36, 8, PackWriter::copy(10, 3) + PackWriter::insert("--") + PackWriter::copy(0, 3)),
       "abc--012"},
      {"short form", PackWriter::delta(36, 5, std::string("\x91\x0a\x05", 3)), "abcde"},
      {"127 inserted", PackWriter::delta(36, 127, PackWriter::insert(std::string(127, 'y'))), std::string(127, 'y')},
  }));
  INFO(row.name);
  for (const bool with_pieces : {false, true}) {
    const Applied applied = apply(kBase, row.delta, with_pieces);
    CHECK(applied.problem.empty());
    CHECK(applied.result == row.result);
  }
}

TEST_CASE("a copy of size 0 copies 65536 bytes") {
  const std::string base(70000, 'b');
  CHECK(apply(base, PackWriter::delta(70000, 65536, "\x80"), false).result == std::string(65536, 'b'));
}

TEST_CASE("broken deltas are refused") {
  struct Row {
    std::string name, delta, why;
  };
  const auto row = GENERATE(values<Row>({
      {"no sizes", "", "its delta's sizes are broken"},
      {"one size", "\x24", "its delta's sizes are broken"},
      {"endless size", std::string(12, '\xff'), "its delta's sizes are broken"},
      {"copies from outside", PackWriter::delta(36, 2, PackWriter::copy(35, 2)),
       "its delta copies from outside its base"},
      {"copies from far outside", PackWriter::delta(36, 2, PackWriter::copy(0xffffffff, 2)),
       "its delta copies from outside its base"},
      {"copies too much", PackWriter::delta(36, 2, PackWriter::copy(0, 3)), "its delta makes more than it says"},
      {"inserts too much", PackWriter::delta(36, 2, PackWriter::insert("abc")), "its delta makes more than it says"},
      {"makes too little", PackWriter::delta(36, 4, PackWriter::insert("abc")), "its delta makes less than it says"},
      {"cut copy", PackWriter::delta(36, 1, std::string("\x91\x01", 2)),
       "its delta ends in the middle of an instruction"},
      {"cut insert", PackWriter::delta(36, 3, "\x03xy"), "its delta ends in the middle of an instruction"},
      {"instruction 0", PackWriter::delta(36, 3, std::string(1, '\0')),
       "its delta has an instruction that git does not know"},
  }));
  INFO(row.name);
  CHECK(apply(kBase, row.delta, false).problem == row.why);
  CHECK(apply(kBase, row.delta, true).problem == row.why);
}

TEST_CASE("pieces cover the result and say where each byte is from") {
  const std::string delta =
      PackWriter::delta(36, 14,
                        PackWriter::copy(4, 2) + PackWriter::copy(6, 2) + PackWriter::insert("ab") +
                            PackWriter::insert("c") + PackWriter::copy(0, 3) + PackWriter::copy(10, 4));
  const Applied applied = apply(kBase, delta, true);
  CHECK(applied.result == "4567abc012abcd");
  const std::vector<Piece> wanted = {{0, 4, 4}, {4, 3, Piece::kNew}, {7, 3, 0}, {10, 4, 10}};
  CHECK(applied.pieces == wanted);
}

}  // namespace
}  // namespace leaksieve::git::pack
