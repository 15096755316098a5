// Ten years of a made-up company, for the picture in docs/: most of what happens to secrets happens here.
import crypto from "node:crypto";
import { Repository, awsKey, githubToken, letters, stripeKey } from "./support.mjs";

const kPeople = [["Ann Author", "ann@example.org"], ["Bo Builder", "bo@example.org"], ["Chi Nguyen", "chi@example.org"], ["Dag \u00d6deg\u00e5rd", "dag@example.org"]];
const hex = (seed, count) => letters(seed, count, "0123456789abcdef");
const base64url = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

function privateKey() {
  const { privateKey: key } = crypto.generateKeyPairSync("rsa", { modulusLength: 2048, privateKeyEncoding: { type: "pkcs8", format: "pem" }, publicKeyEncoding: { type: "spki", format: "pem" } });
  return key;
}

const webToken = (seed) => [base64url({ alg: "HS256", typ: "JWT" }), base64url({ iss: "https://id.shop.internal", sub: "batch", scope: "orders:read orders:write", exp: 1893456000 }), letters(seed, 43)].join(".");

// [file, text, removed again after so many commits (0: still there)]
const kSecrets = [
  ["deploy/release.sh", (n) => `export GITHUB_TOKEN=${githubToken(n)}\n`, 3],
  ["config/production.ini", (n) => `aws_access_key_id = ${awsKey(n)}\naws_secret_access_key = ${letters(n + 50, 40)}\n`, 9],
  ["pay/settings.py", (n) => `stripe.api_key = "${stripeKey(n)}"\n`, 2],
  [".npmrc", (n) => `//registry.npmjs.org/:_authToken=${"npm" + "_" + letters(n, 36)}\n`, 0],
  ["ops/notify.rb", (n) => `SLACK = "${"xox" + "b-" + letters(n, 12, "123456789") + "-" + letters(n + 1, 13, "123456789") + "-" + letters(n + 2, 24)}"\n`, 5],
  ["db/url.env", (n) => `DATABASE_URL=postgres://shop:${letters(n, 18)}@db.shop.example/orders\n`, 0],
  ["certs/shop.pem", () => privateKey(), 12],
  ["batch/token.txt", (n) => `Authorization: Bearer ${webToken(n)}\n`, 1],
  ["mail/send.py", (n) => `sg = sendgrid.SendGridAPIClient("${"SG" + "." + letters(n, 22) + "." + letters(n + 1, 43)}")\n`, 4],
  ["maps/index.html", (n) => `<script src="https://maps.googleapis.com/maps/api/js?key=${"AI" + "za" + letters(n, 35)}"></script>\n`, 0],
  ["ci/gitlab.yml", (n) => `  token: ${"gl" + "pat-" + letters(n, 20)}\n`, 2],
  ["legacy/app.properties", (n) => `smtp.password=${letters(n, 14)}\n`, 7],
];

export function makeCompany() {
  const company = new Repository("shop", Date.UTC(2016, 1, 1) / 1000);
  let seed = 1;
  const due = [];
  const step = (message, who) => {
    company.day += 43 * 86400;
    company.commit(message, who);
  };
  company.write("README.md", "# The shop\n");
  step("Begin", kPeople[0]);
  for (let i = 0; i < 40; ++i) {
    const who = kPeople[(i * 7) % kPeople.length];
    for (const [at, file] of due.filter(([at]) => at === i)) { company.write(file, `# taken out ${at}\n`); }
    if (due.some(([at]) => at === i)) step("Read secrets from the environment", who);
    if (i % 3 !== 1) {
      const [file, text, stays] = kSecrets[(i * 5) % kSecrets.length];
      const name = i < 12 ? file : file.replace("/", `/v${Math.floor(i / 12)}/`);
      company.write(name, text((seed += 7)));
      step(["Set up staging", "Release from the command line", "Fix the build", "Move to the new region"][i % 4], who);
      if (stays > 0) due.push([i + stays, name]);
    }
    if (i === 20) company.git("tag", "v2.0.0");
    if (i === 30) {
      company.git("clone", "-q", "--bare", ".", "../shop-origin.git");
      company.git("remote", "add", "origin", "../shop-origin.git");
      company.git("fetch", "-q", "origin");
    }
  }
  company.git("switch", "-q", "-c", "try-payments");
  company.write("try.py", `key = "${stripeKey(900)}"\n`);
  step("Try payments", kPeople[1]);
  company.git("switch", "-q", "main");
  company.write("notes.txt", `hook: ${githubToken(901)}\n`);
  company.git("add", "notes.txt");
  company.git("stash", "push", "-q");
  company.write("oops.txt", `${"gl" + "pat-" + letters(902, 20)}\n`);
  step("Oops", kPeople[2]);
  company.git("reset", "-q", "--hard", "HEAD~1");
  return company;
}
