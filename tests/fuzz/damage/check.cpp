#include "tests/fuzz/damage/check.h"

#include <algorithm>

#include "scanner/git/verifying_sink.h"
#include "tests/fuzz/damage/allocations.h"
#include "tests/unit/git/pack/pack_support.h"

namespace leaksieve::test {
namespace {

using git::pack::DeltaObject;

constexpr std::int64_t kFixedBytes = std::int64_t{2} << 20;  // inflaters, kept buffers, the sinks' own books
constexpr std::int64_t kBytesPerStoreByte = 16;
constexpr std::int64_t kMostInflated =
    std::int64_t{2} * 1032;  // a delta and what it makes; deflate gives at most 1032 bytes for one

// What one run told.
class Recorder final : public git::ObjectSink, public git::pack::DeltaSink {
 public:
  void take(const git::ObjectView& object, unsigned) override {
    const std::lock_guard lock(mutex_);
    const Oid id = name_of_object(object.type, object.content);
    if (!told.emplace(object.id, id).second) fault = "told twice: " + object.id.hex();
  }
  std::unique_ptr<git::pack::Carried> take(const DeltaObject& object, unsigned worker) override {
    if (object.delta != nullptr && !fits(object)) fault = "the pieces do not make the content";
    if (object.role == git::pack::Role::kWanted) take(object.object, worker);
    return std::make_unique<git::pack::Carried>();
  }
  void skip(const Oid& id, git::ObjectType, const Error& why, unsigned) override {
    const std::lock_guard lock(mutex_);
    if (!skipped.emplace(id, why.message).second) fault = "skipped twice: " + id.hex();
    if (why.message.empty()) fault = "skipped without a reason: " + id.hex();
  }

  std::map<Oid, Oid> told;  // with the id that its content has
  std::map<Oid, std::string> skipped;
  std::string fault;

 private:
  static bool fits(const DeltaObject& object) {
    const Bytes content = object.object.content, base = object.delta->base_content;
    std::size_t at = 0;
    for (const auto& piece : object.delta->pieces) {
      if (piece.begin != at || piece.size == 0 || piece.size > content.size() - at) return false;
      at += piece.size;
      if (!piece.is_copy()) continue;
      if (piece.base_begin > base.size() || piece.size > base.size() - piece.base_begin) return false;
      if (base.substr(piece.base_begin, piece.size) != content.substr(piece.begin, piece.size)) return false;
    }
    return at == content.size();
  }
  std::mutex mutex_;
};

std::set<Oid> names_in(const git::pack::PackStore& store) {
  std::set<Oid> names;
  for (const git::pack::Pack& pack : store.packs()) {
    for (std::uint32_t row = 0; row < pack.index.count(); ++row) names.insert(pack.index.oid(row));
  }
  for (std::uint32_t i = 0; i < store.loose().count(); ++i) names.insert(store.loose().oid(i));
  return names;
}

std::string check_names(const Recorder& told, const std::set<Oid>& names) {
  if (!told.fault.empty()) return told.fault;
  std::set<Oid> seen;
  for (const auto& [id, content_id] : told.told) {
    seen.insert(id);
    if ((id != content_id) != told.skipped.contains(id)) return "content of another id, in silence: " + id.hex();
  }
  for (const auto& [id, why] : told.skipped) seen.insert(id);
  for (const Oid& id : names) {
    if (!seen.contains(id)) return "neither told nor skipped: " + id.hex();
  }
  return seen.size() == names.size() ? "" : "told, but named by no index";
}

std::string check_truth(const Recorder& told, const std::set<Oid>& names, const SampleStore& store, bool has_problems,
                        CaseResult& result) {
  for (const Oid& id : store.ids) {
    const auto found = told.told.find(id);
    if ((found != told.told.end() && found->second == id) || told.skipped.contains(id)) continue;
    if (names.contains(id)) return "an index names it, nothing was told: " + id.hex();
    ++result.lost_names;
    if (!has_problems && told.skipped.empty() && !store.is_part_gone) return "lost in silence: " + id.hex();
  }
  return "";
}

// The first object of which the two were told different things.
std::string difference(const Recorder& one, const Recorder& two) {
  const auto word = [](const Recorder& recorder, const Oid& id) {
    const auto told = recorder.told.find(id);
    const auto skipped = recorder.skipped.find(id);
    return (told == recorder.told.end() ? std::string("not told") : "told " + told->second.hex()) + ", " +
           (skipped == recorder.skipped.end() ? "not skipped" : "skipped: " + skipped->second);
  };
  std::set<Oid> ids;
  for (const Recorder* const recorder : {&one, &two}) {
    for (const auto& [id, content] : recorder->told) ids.insert(id);
    for (const auto& [id, why] : recorder->skipped) ids.insert(id);
  }
  for (const Oid& id : ids) {
    if (word(one, id) != word(two, id)) return id.hex() + ": " + word(one, id) + " | " + word(two, id);
  }
  return "";
}

git::StreamOptions stream_options(const CaseOptions& options) {
  git::StreamOptions stream;
  stream.threads = options.threads;
  stream.max_object_bytes = options.max_memory_bytes;
  stream.max_memory_bytes = options.max_memory_bytes;
  return stream;
}

std::string check_streams(const git::pack::PackStore& store, const SampleStore& sample, const CaseOptions& options,
                          CaseResult& result) {
  Recorder plain, deltas;
  git::VerifyingSink verified(plain);
  git::VerifyingDeltaSink verified_deltas(deltas);
  const Status one = git::pack::stream_packs(store, stream_options(options), verified);
  const Status two = git::pack::stream_packs(store, stream_options(options), verified_deltas);
  if (!one || !two) return "the stream failed: " + (one ? two : one).error().message;
  const std::set<Oid> names = names_in(store);
  if (std::string fault = check_names(plain, names); !fault.empty()) return "ObjectSink: " + fault;
  if (std::string fault = check_names(deltas, names); !fault.empty()) return "DeltaSink: " + fault;
  if (plain.told != deltas.told || plain.skipped != deltas.skipped)
    return "the sinks differ: " + difference(plain, deltas);
  result.told = plain.told.size();
  result.skipped = plain.skipped.size();
  result.mismatched = static_cast<std::size_t>(
      std::ranges::count_if(plain.skipped, [&](const auto& skip) { return plain.told.contains(skip.first); }));
  return check_truth(plain, names, sample, result.problems > 0, result);
}

}  // namespace

CaseResult check_case(const std::filesystem::path& objects, const SampleStore& sample, const CaseOptions& options) {
  CaseResult result;
  reset_peak_bytes();
  const std::vector<std::filesystem::path> directories{objects};
  const auto store = git::pack::PackStore::open(directories);
  if (!store) {
    result.fault = "the store does not open: " + store.error().message;
    return result;
  }
  result.problems = store->problems().size();
  result.fault = check_streams(*store, sample, options, result);
  result.peak_bytes = peak_bytes_held();
  std::size_t bytes = 0;
  for (const auto& [name, content] : sample.files) bytes += content.size();
  const auto file_bytes = static_cast<std::int64_t>(bytes);
  const auto contents =
      std::min(kMostInflated * file_bytes, static_cast<std::int64_t>((1 + options.threads) * options.max_memory_bytes));
  const std::int64_t most = kFixedBytes + kBytesPerStoreByte * file_bytes + contents;
  if (result.fault.empty() && result.peak_bytes > most) {
    result.fault = "held " + std::to_string(result.peak_bytes) + " bytes for " + std::to_string(bytes) +
                   " bytes of files, once " + std::to_string(largest_request()) + " in one piece";
  }
  return result;
}

}  // namespace leaksieve::test
