// Marking thirty factors with one hand: 1 to 4 chooses an answer and goes on to the next factor.
document.addEventListener("keydown", (event) => {
  const group = event.target.closest?.(".marking");
  if (!group || event.ctrlKey || event.altKey || event.metaKey || event.target.type !== "radio") return;
  const choice = group.querySelectorAll("input[type=radio]")["1234".indexOf(event.key)];
  if (!choice || !/^[1-4]$/.test(event.key)) return;
  event.preventDefault();
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  const groups = [...document.querySelectorAll(".marking")];
  const next = groups[groups.indexOf(group) + 1];
  (next ? next.querySelector("input:checked") || next.querySelector("input[type=radio]") : choice).focus();
});
