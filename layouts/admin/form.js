// The form: the engine with this site's configuration, words and fonts. It asks nobody but this site and the forge.

import { format } from "./documents.js";

const { lang, dataset } = document.documentElement;
const read = async (path) => (await fetch(path)).json();
const [config, words] = await Promise.all(["config.json", "words.json"].map(read));
const isSveltia = dataset.engine.startsWith("sveltia/");

window.CMS_MANUAL_INIT = true;
if (isSveltia) settle();
await load(dataset.engine);
for (const collection of config.collections) {
  const { record, body, extension } = words.collections[collection.name];
  window.CMS.registerCustomFormat(collection.format, extension, format(collection.fields, record, words, body));
}
window.CMS.init({ config: { ...config, load_config_file: false } });

function load(src) {
  return new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject }));
  });
}

// Sveltia takes its Chinese words and its fonts from elsewhere, and asks there for news of itself and of the forge.
function settle() {
  const ask = window.fetch;
  const known = [location.origin, "null", ...dataset.origins.split(" ")];
  window.fetch = async (asked, options) => {
    const { href, origin } = new URL(asked.url ?? asked, document.baseURI);
    if (href.endsWith("/locales/zh-CN.json")) return ask("sveltia/locales/zh-CN.json", options);
    if (!known.includes(origin)) throw new TypeError(`${origin} is not asked`);
    return ask(asked, options);
  };
  const chosen = JSON.parse(localStorage.getItem("sveltia-cms.prefs") ?? "{}");
  if (lang.startsWith("zh") && !chosen.locale) {
    localStorage.setItem("sveltia-cms.prefs", JSON.stringify({ ...chosen, locale: "zh-CN" }));
  }
  new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach(keepFonts))).observe(
    document.head,
    { childList: true },
  );
}

const ELSEWHERE = /https:\/\/cdn\.jsdelivr\.net\/fontsource\/fonts\/([a-z0-9-]+)[^)]*/g;

// Styles are changed before the browser looks for the fonts that they name.
function keepFonts(node) {
  if (node.localName !== "style" || !node.textContent.includes("cdn.jsdelivr.net")) return;
  node.textContent = node.textContent.replace(ELSEWHERE, "sveltia/fonts/$1.woff2");
}
