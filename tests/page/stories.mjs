// Repositories with a story, for the page's tests and for the picture in docs/.
import { Repository, awsKey, githubToken, letters, stripeKey } from "./support.mjs";

const kBo = ["Bo Builder", "bo@example.org"], kChi = ["Chi Nguyen", "chi@example.org"];

// A shop: pushed and removed, still in HEAD, in a release, only in a stash, only in a reflog, committed by two people.
export function makeShop(name = "shop") {
  const shop = new Repository(name);
  shop.write("README.md", "# The shop\n");
  shop.commit("Begin");
  shop.write("deploy/release.sh", `#!/bin/sh\nexport GITHUB_TOKEN=${githubToken(1)}\n./upload\n`);
  shop.commit("Release from the command line");
  shop.git("clone", "-q", "--bare", ".", `../${name}-origin.git`);
  shop.git("remote", "add", "origin", `../${name}-origin.git`);
  shop.write("deploy/release.sh", "#!/bin/sh\n./upload  # the token comes from the environment\n");
  shop.commit("Take the token out of the script", kBo);
  shop.write("config/production.ini", `[aws]\naws_access_key_id = ${awsKey(2)}\naws_secret_access_key = ${letters(3, 40)}\n`);
  shop.commit("Production settings", kChi);
  shop.git("tag", "v1.2.0");
  shop.git("push", "-q", "origin", "main");
  shop.git("fetch", "-q", "origin");
  shop.write("pay.py", `stripe.api_key = "${stripeKey(4)}"\n`);
  shop.commit("Take payments", kBo);
  shop.write("tools/pay_again.py", `import stripe\nstripe.api_key = "${stripeKey(4)}"\n`);
  shop.commit("The same for refunds", kChi);
  shop.write("db.env", `DATABASE_URL=postgres://shop:${letters(5, 18)}@db.shop.internal/orders\n`);
  shop.commit("Local database");
  shop.git("reset", "-q", "--hard", "HEAD~1");
  shop.write("notes.txt", `npm_token = ${"npm" + "_" + letters(6, 36)}\n`);
  shop.git("add", "notes.txt");
  shop.git("stash", "push", "-q");
  return shop;
}

// Names that want to be markup, scripts or another text than they are. Git takes them all.
export const kHostile = [
  "<img src=x onerror=window.__pwned=1>",
  "</script><script>window.__pwned=1</script>",
  "<!--<script>window.__pwned=1//-->",
  "\"><svg onload=window.__pwned=1>",
  "'-window.__pwned=1-'",
  "javascript:window.__pwned=1",
  "&lt;b&gt; &amp; &#60;script&#62;",
  "\u202egpj.tpircs\u202c\u2066\u2069",
  "zero\u200bwidth\ufeff\u00ad",
  "\u2028\u2029]]>",
  "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
  "@DATA@ @SCRIPT@ ${window.__pwned=1} {{7*7}}",
  "\u001b[31mred\u001b[0m\u0007\u0008\u007f",
  "\ud83d\udc69\u200d\ud83d\udcbb Z\u0301\u0302\u0303\u0304",
];

// A git ref of such a name: git refuses blanks, controls and some characters in refs.
const refOf = (text) => text.replace(/[\s\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|\/\/|\.lock$/gu, "-").replace(/^[-.]+|[.\/]+$/g, "") || "x";

// Every hostile text as file, folder, author, e-mail address, commit message, branch, tag and remote; and bytes that are no text.
export function makeHostile(name = "hostile <b>&\u202e") {
  const repo = new Repository(name);
  kHostile.forEach((text, i) => {
    const part = text.replaceAll("/", "\u2215");
    repo.write(`${part}/${part}.txt`, `token = ${githubToken(100 + i)}\n`);
    repo.commit(`${text}\n\nbody ${text}`, [text.replace(/[<>\n]/g, "\u2039") || "x", `${text.replace(/[<>\s]/g, "_")}@example.org`]);
    repo.git("branch", `b${i}/${refOf(text)}`);
    repo.git("tag", `t${i}-${refOf(text).replaceAll("/", "-")}`);
    repo.git("update-ref", `refs/remotes/origin/r${i}-${refOf(text).replaceAll("/", "-")}`, "HEAD");
  });
  repo.write(Buffer.from([0x6c, 0xe4, 0x72, 0xff, 0xfe, 0x3c, 0x62, 0x3e]), `token = ${githubToken(200)}\n`);
  repo.write("control\u0001\n\t.txt", `token = ${githubToken(201)}\n`);
  repo.commit("names that are no text");
  // An author with markup that git itself strips: written past it, as a hostile server could.
  const tree = repo.git("write-tree"), parent = repo.git("rev-parse", "HEAD");
  repo.write("late.txt", `token = ${githubToken(202)}\n`);
  repo.git("add", "late.txt");
  const late = repo.git("write-tree");
  const commit = `tree ${late}\nparent ${parent}\nauthor </bdi><script>window.__pwned=1</script> <img src=x onerror=window.__pwned=1> 1600000000 +0000\ncommitter x <x> 1600000000 +0000\n\n</title><script>window.__pwned=1</script>\n`;
  const id = repo.run(["hash-object", "-t", "commit", "-w", "--literally", "--stdin"], undefined, commit);
  repo.git("update-ref", "refs/heads/main", id);
  return { repo, tree };
}
