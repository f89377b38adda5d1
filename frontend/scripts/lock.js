// One desk may be open in several tabs: what locks it hides all of them. The channel stays within this browser and address,
// and carries one of two words, never anything of a page.
export const tabs = new BroadcastChannel("desk");
const WORKER_ENDS_WITHIN_MS = 1_500;

// Ctrl+. locks from anywhere on the page, even from within a field. (Alt+L works without scripts: an access key.)
document.addEventListener("keydown", (event) => {
  if (event.key === "." && event.ctrlKey && !event.altKey) {
    event.preventDefault();
    lock();
  }
});

// A page that the browser kept to go back to may be older than the lock.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

document.getElementById("lock")?.addEventListener("submit", () => tabs.postMessage("locking"));
tabs.addEventListener("message", (event) => {
  if (event.data !== "locking" || !document.getElementById("lock")) return;
  hide();
  // Not at once: until its process has ended the desk would still show itself.
  setTimeout(() => location.replace("/locked"), WORKER_ENDS_WITHIN_MS);
});

function hide() {
  document.documentElement.classList.add("is-locking");
  window.dispatchEvent(new Event("kunak:locking"));
}

export function lock() {
  const form = document.getElementById("lock");
  if (!form) return;
  hide();
  tabs.postMessage("locking");
  form.submit();
}
