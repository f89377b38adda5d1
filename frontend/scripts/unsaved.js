// Asks before a page with something typed and not sent is left. Nothing is kept: there is no safe place in a browser.
let changed = false;
document.addEventListener("input", (event) => { if (event.target.closest?.("form[method=post]")) changed = true; });
document.addEventListener("submit", () => { changed = false; });
window.addEventListener("kunak:locking", () => { changed = false; });
window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

// After a refused form the reader, or the screen reader, starts at what is wrong.
document.querySelector(".summary")?.focus();
