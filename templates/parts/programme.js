"use strict";
{
  const element = (id) => document.getElementById(id);
  const [tools, search, theme, kind, showAll, found, contents, results] =
    ["tools", "search", "theme", "kind", "show-all", "found", "contents", "requirements"].map(element);
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").toLowerCase();
  const requirements = [...results.querySelectorAll("[data-kind]")].map((article) => ({
    article,
    chapter: article.closest(".chapter"),
    text: folded(article.textContent),
  }));
  const chapters = [...results.querySelectorAll(".chapter")];
  const lines = [...contents.querySelectorAll("[data-chapter]")];
  const page = document.querySelector(".page");
  let telling;

  function filter() {
    const words = folded(search.value).trim().split(" ").filter(Boolean);
    const filtered = Boolean(words.length || theme.value || kind.value);
    const shown = new Set();
    let count = 0;
    for (const { article, chapter, text } of requirements) {
      article.hidden =
        !words.every((word) => text.includes(word)) ||
        (theme.value && chapter.id !== theme.value) ||
        (kind.value && article.dataset.kind !== kind.value);
      if (article.hidden) continue;
      shown.add(chapter.id);
      count += 1;
    }
    for (const chapter of chapters) chapter.hidden = !shown.has(chapter.id);
    for (const line of lines) line.hidden = !shown.has(line.dataset.chapter);
    document.body.classList.toggle("filtered", filtered);
    showAll.hidden = !filtered;
    mark(words);
    clearTimeout(telling); // once typing pauses, so that a screen reader does not talk through it
    telling = setTimeout(tell, 250, filtered, count);
    if (filtered) showResults();
  }

  /* Brings what was found under the eyes of whoever types. */
  function showResults() {
    if (page.getBoundingClientRect().top < 0 || results.getBoundingClientRect().top > innerHeight / 2) page.scrollIntoView();
  }

  function tell(filtered, count) {
    const say = !filtered ? found.dataset.all : count ? found.dataset.some : found.dataset.none;
    found.textContent = say.replace("{found}", count).replace("{total}", requirements.length);
  }

  /* Marks what was found, where the browser can do so without touching the text. */
  function mark(words) {
    if (!window.Highlight || !CSS.highlights) return;
    const marks = new Highlight();
    for (const { article } of words.length ? requirements : []) {
      if (article.hidden) continue;
      const texts = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const text = node.data.toLowerCase();
        for (const word of words) {
          for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
            const range = new Range();
            range.setStart(node, at);
            range.setEnd(node, Math.min(at + word.length, node.length));
            marks.add(range);
          }
        }
      }
    }
    CSS.highlights.set("found", marks);
  }

  function clear() {
    search.value = theme.value = kind.value = "";
    filter();
  }

  /* Whoever follows a link to what is filtered away wants to see it. */
  function reveal(hash) {
    const target = hash.length > 1 && element(decodeURIComponent(hash.slice(1)));
    if (!target || target.checkVisibility()) return;
    clear();
    target.scrollIntoView();
  }

  tools.hidden = false;
  tools.addEventListener("submit", (event) => event.preventDefault());
  search.addEventListener("input", filter);
  theme.addEventListener("change", filter);
  kind.addEventListener("change", filter);
  showAll.addEventListener("click", () => {
    clear();
    search.focus();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) reveal(link.getAttribute("href"));
  });
  addEventListener("hashchange", () => reveal(location.hash));
  if (matchMedia("(max-width: 60em)").matches) contents.open = false;
  addEventListener("beforeprint", () => (contents.open = true));
  filter();
}
