// Tells the desk that somebody is still here while they type or read, and hides the page when nobody is.
import { lock, tabs } from "./lock.js";

const STIR_EVERY_MS = 30_000;
const SHARE_EVERY_MS = 1_000;
const root = document.documentElement;
const idleMs = Number(root.dataset.idleMinutes || 0) * 60_000;
const token = document.querySelector("#lock input[name=_csrf]")?.value;
let lastSeen = Date.now();
let lastTold = Date.now();
let lastShared = 0;

function seen() {
  lastSeen = Date.now();
  // Whoever works in one tab is here for all of them: a forgotten one must not lock the desk over what is being typed.
  if (lastSeen - lastShared >= SHARE_EVERY_MS) {
    lastShared = lastSeen;
    tabs.postMessage("seen");
  }
  if (lastSeen - lastTold < STIR_EVERY_MS) return;
  lastTold = lastSeen;
  fetch("/stir", { method: "POST", headers: { "X-CSRF": token }, redirect: "manual" })
    .then((answer) => { if (answer.type === "opaqueredirect" || answer.status === 403) location.replace("/"); })
    .catch(() => root.classList.add("is-locking"));
}

if (idleMs && token) {
  for (const kind of ["keydown", "pointerdown", "scroll"]) document.addEventListener(kind, seen, { passive: true, capture: true });
  tabs.addEventListener("message", (event) => { if (event.data === "seen") lastSeen = Date.now(); });
  setInterval(() => { if (Date.now() - lastSeen >= idleMs) lock(); }, 1_000);
}
