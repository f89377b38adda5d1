// Builds one style sheet and one script into src/kunak/web/static. Asks no server for anything.
import { build } from "esbuild";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../src/kunak/web/static/");
const tokens = JSON.parse(await readFile(here("tokens.json"), "utf8"));

const colours = (shade) => Object.entries(tokens.colour).map(([name, pair]) => `--${name}:${pair[shade]};`).join("");
const sizes = (kind) => Object.entries(tokens[kind]).map(([name, size]) => `--${kind}-${name}:${size};`).join("");

// The palette is written out from tokens.json, where a test computes the contrast of every pair that is used.
const palette = `
:root{color-scheme:light;${colours(0)}${sizes("space")}${sizes("type")}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${colours(1)}}}
:root[data-theme=dark]{color-scheme:dark;${colours(1)}}
@media print{:root:root:root{color-scheme:light;${colours(0)}}}
`;
const tokensPlugin = {
  name: "tokens",
  setup(builder) {
    builder.onResolve({ filter: /^tokens$/ }, () => ({ path: "tokens", namespace: "tokens" }));
    builder.onLoad({ filter: /.*/, namespace: "tokens" }, () => ({ contents: palette, loader: "css" }));
  },
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const shared = {
  bundle: true, minify: true, legalComments: "none", charset: "utf8", logLevel: "warning",
  target: ["chrome109", "firefox115", "safari16"], plugins: [tokensPlugin],
};
await build({ ...shared, entryPoints: [here("styles/desk.css")], outfile: `${out}desk.css` });
await build({ ...shared, entryPoints: [here("scripts/desk.js")], outfile: `${out}desk.js`, format: "iife" });
await writeFile(`${out}plain.svg`, await readFile(here("plain.svg")));
await writeFile(`${out}kunak.svg`, await readFile(here("kunak.svg")));
