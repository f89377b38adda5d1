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

export function lock() {
  const form = document.getElementById("lock");
  if (!form) return;
  document.documentElement.classList.add("is-locking");
  window.dispatchEvent(new Event("kunak:locking"));
  form.submit();
}
