// Bundles the page's code and style into build/, from where sim/page/bundle.py takes them.
import { build } from "esbuild";

const common = {
  bundle: true,
  minify: true,
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

await build({
  ...common,
  entryPoints: { main: "src/main.ts", worker: "src/crew/worker.ts" },
  format: "iife",
  outdir: "build",
  alias: { util: "./src/scenario/inspect.ts" },
});
await build({ ...common, entryPoints: ["style/style.css"], outfile: "build/style.css" });
