#!/bin/sh
# A git hook of leaksieve @VERSION@, written by `leaksieve hook install`. `leaksieve hook uninstall` takes it away and puts
# back what stood here. First the hooks that were here before run, then leaksieve; each can refuse.
type=${0##*/}
type=${type%%.*}
program=@PROGRAM@
input=
case $type in pre-push | pre-receive | post-rewrite) input=$(cat; echo .) input=${input%.} ;; esac
for before in "$0.before-leaksieve" @BEFORE@; do
  if [ ! -f "$before" ] || [ ! -x "$before" ]; then continue; fi
  if [ -n "$input" ]; then printf %s "$input" | "$before" "$@" || exit; else "$before" "$@" || exit; fi
done
case $type in @TYPES@) ;; *) exit 0 ;; esac
[ -f "$program" ] && [ -x "$program" ] || program=$(command -v leaksieve) || program=
status=127
if [ -n "$program" ]; then
  if [ -n "$input" ]; then printf %s "$input" | "$program" hook run "$type" "$@"; else "$program" hook run "$type" "$@"; fi
  status=$?
fi
case $status in
  0 | 1 | 130) exit "$status" ;; # passed, refused, Ctrl-C
esac
case $type in post-*) exit 0 ;; esac
[ "$(git config --get leaksieve.onError)" = allow ] && exit 0
echo "$type: leaksieve could not check this ($status; it was at @PROGRAM@), so it is refused." >&2
echo "Install leaksieve again, or let it pass from now on: git config leaksieve.onError allow" >&2
exit 1
