// Marks what a draft gives away while one types, behind the field. Without this the button does the same, more slowly.
const WAIT_MS = 180;
const form = document.querySelector("form[data-look]");
const field = form?.querySelector("textarea[name=text]");

if (field) {
  const found = form.querySelector(".draft-found");
  const mirror = document.createElement("div");
  mirror.className = "input mirror";
  mirror.setAttribute("aria-hidden", "true");
  field.before(mirror);
  form.classList.add("live");

  let marks = [];
  let marked = field.value;
  let waiting;
  let asking;

  // The server's own marked text says where the marks are, so that nobody has to count characters here.
  function read() {
    const text = found.querySelector("[data-marked]");
    let at = 0;
    marks = [];
    marked = "";
    for (const node of text?.childNodes ?? []) {
      const words = node.nodeType === Node.TEXT_NODE ? node.data : node.firstChild.data;
      if (node.nodeType === Node.ELEMENT_NODE) marks.push([at, at + words.length, node.className]);
      marked += words;
      at += words.length;
    }
  }

  // What was typed since moves the marks behind it, and takes away those that it touches, until the answer comes.
  function moved() {
    const now = field.value;
    let same = 0;
    while (same < Math.min(now.length, marked.length) && now[same] === marked[same]) same++;
    let end = 0;
    while (end < Math.min(now.length, marked.length) - same && now.at(-1 - end) === marked.at(-1 - end)) end++;
    const shift = now.length - marked.length;
    return marks
      .filter(([from, to]) => to <= same || from >= marked.length - end)
      .map(([from, to, kind]) => (to <= same ? [from, to, kind] : [from + shift, to + shift, kind]));
  }

  function draw() {
    const text = field.value;
    const parts = [];
    let at = 0;
    for (const [from, to, kind] of moved()) {
      const mark = document.createElement("mark");
      mark.className = kind;
      mark.textContent = text.slice(from, to);
      parts.push(text.slice(at, from), mark);
      at = to;
    }
    // A line that is empty has no height of its own at the end of a block.
    mirror.replaceChildren(...parts, `${text.slice(at)}\u200b`);
    mirror.scrollTop = field.scrollTop;
  }

  async function look() {
    asking?.abort();
    asking = new AbortController();
    const sent = field.value;
    const body = new URLSearchParams({ text: sent, _csrf: form.elements._csrf.value });
    try {
      const answer = await fetch(form.dataset.look, { method: "POST", body, redirect: "manual", signal: asking.signal });
      if (!answer.ok || field.value !== sent) return;
      const { html } = await answer.json();
      const open = [...found.querySelectorAll("details")].map((one) => one.open);
      found.innerHTML = html;
      found.querySelectorAll("details").forEach((one, number) => { one.open = open[number] ?? false; });
      read();
      draw();
    } catch {
      // Locked, gone, or overtaken by the next letter: the marks of before stay until an answer comes.
    }
  }

  function later() {
    draw();
    clearTimeout(waiting);
    waiting = setTimeout(look, WAIT_MS);
  }

  field.addEventListener("input", later);
  field.addEventListener("scroll", () => { mirror.scrollTop = field.scrollTop; });
  // One click puts a wording in; the page stays, and the field can take it back (Ctrl+Z).
  found.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-from]");
    if (!button || field.value !== marked) return;
    event.preventDefault();
    field.focus();
    field.setSelectionRange(units(button.dataset.from), units(button.dataset.to));
    if (!document.execCommand("insertText", false, button.dataset.words)) {
      field.setRangeText(button.dataset.words);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    clearTimeout(waiting);
    look();
  });

  // The server counts code points, a browser half-words.
  function units(points) {
    return [...field.value].slice(0, Number(points)).join("").length;
  }

  read();
  draw();
}
