#include "scanner/attribution/build.h"

#include <algorithm>
#include <mutex>
#include <tuple>

#include "scanner/git/object_stream.h"
#include "scanner/git/pack/delta_sink.h"

namespace leaksieve::attribution {
namespace {

class IndexSink final : public git::pack::DeltaSink {
 public:
  explicit IndexSink(HistoryIndex& index) : index_(index) {}

  std::unique_ptr<git::pack::Carried> take(const git::pack::DeltaObject& told, unsigned worker) override {
    const git::ObjectView& object = told.object;
    if (object.type == git::ObjectType::kTree) return index_.add_tree(told, worker).carried;
    if (told.role != git::pack::Role::kWanted) return nullptr;
    if (object.type == git::ObjectType::kCommit) index_.add_commit(object.id, object.content, worker);
    if (object.type == git::ObjectType::kTag) index_.add_tag(object.id, object.content, worker);
    return nullptr;
  }

  void skip(const Oid& id, git::ObjectType type, const Error& why, unsigned) override {
    const std::lock_guard lock(mutex_);
    skipped_.push_back({std::string(git::name_of(type)) + " " + id.hex(), why.message});
  }

  std::vector<finding::Skip> finish() {
    std::sort(skipped_.begin(), skipped_.end(), [](const finding::Skip& a, const finding::Skip& b) {
      return std::tie(a.what, a.reason) < std::tie(b.what, b.reason);
    });
    return std::move(skipped_);
  }

 private:
  HistoryIndex& index_;
  std::mutex mutex_;
  std::vector<finding::Skip> skipped_;
};

}  // namespace

Status read_history(const git::Repository& repository, bool trees, unsigned threads, std::stop_token stop,
                    HistoryIndex& index, std::vector<finding::Skip>& skipped) {
  git::StreamOptions options;
  options.threads = std::max(threads, 1U);
  options.blobs = false;
  options.trees = trees;
  options.stop = std::move(stop);
  IndexSink sink(index);
  Status streamed = git::stream_all_objects(repository, options, sink);
  for (finding::Skip& skip : sink.finish()) skipped.push_back(std::move(skip));
  return streamed;
}

}  // namespace leaksieve::attribution
