#include "scanner/scan/novel_sink.h"

namespace leaksieve::scan {
namespace {

struct CarriedTrace final : git::pack::Carried {
  match::Trace trace;
};

}  // namespace

std::unique_ptr<git::pack::Carried> NovelSink::take(const git::pack::DeltaObject& object, unsigned worker) {
  if (object.role != git::pack::Role::kWanted) return nullptr;  // what is made from it is scanned whole
  if (object.object.type != git::ObjectType::kBlob) {
    if (known_ != nullptr && object.row && known_->knows(*object.row)) {
      texts_.take_known(object.object, worker);
    } else if (!texts_.take_message(object.object, worker) && known_ != nullptr && object.row) {
      known_->learn(*object.row, object.object.content.size());
    }
    return nullptr;
  }
  const match::NewText read_whole(object.object.content);
  match::Edit edit = read_whole.edit();
  if (object.delta != nullptr && object.delta->base != nullptr) {
    edit = {&static_cast<const CarriedTrace*>(object.delta->base)->trace, object.delta->base_content.size(),
            object.delta->pieces};
  }
  auto kept = object.children > 0 ? std::make_unique<CarriedTrace>() : nullptr;
  const bool tells = texts_.take_blob(object.object, &edit, kept ? &kept->trace : nullptr, worker);
  if (!tells && known_ != nullptr && object.row) known_->learn(*object.row, object.object.content.size());
  return kept;
}

}  // namespace leaksieve::scan
