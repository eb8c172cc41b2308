// What the build promises: the first page's JavaScript fits its budget, and the strict content security policy holds.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const DIST = new URL("../dist/", import.meta.url);
const BUDGET = 250_000;
const read = (path) => readFileSync(new URL(path, DIST));

const page = read("index.html").toString();
const faults = [];
const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path);
const size = scripts.reduce((sum, path) => sum + gzipSync(read(path)).length, 0);
if (scripts.length === 0) faults.push("index.html names no script");
if (size > BUDGET) faults.push(`the first page loads ${size} bytes of JavaScript (gzip), more than ${BUDGET}`);
if (/<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=/.test(page)) faults.push("index.html has inline scripts or styles");
for (const file of readdirSync(new URL("assets/", DIST)).filter((name) => name.endsWith(".js"))) {
  if (/\beval\(|\bnew Function\(/.test(read(`assets/${file}`).toString())) faults.push(`${file} evaluates text as code`);
}
for (const fault of faults) console.error(`error: ${fault}`);
if (faults.length === 0) console.log(`first page: ${(size / 1000).toFixed(1)} kB of JavaScript (gzip), budget ${BUDGET / 1000} kB`);
process.exitCode = faults.length > 0 ? 1 : 0;
