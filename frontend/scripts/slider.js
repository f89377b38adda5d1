// A number field gets a slider beside it; both say the same. The answer is fetched by the form itself (htmx), as it is by its button.
for (const number of document.querySelectorAll("input[data-slider]")) {
  const slider = document.createElement("input");
  slider.type = "range";
  for (const name of ["min", "max", "step"]) slider[name] = number[name];
  // The far end is rarely asked for: the slider covers half a day, the field all of it.
  slider.max = Math.min(Number(number.max), 720);
  slider.value = number.value;
  slider.className = "slider";
  slider.setAttribute("aria-label", number.dataset.slider);
  slider.addEventListener("input", () => { number.value = slider.value; });
  number.addEventListener("input", () => { slider.value = number.value; });
  number.after(slider);
  // The answer comes by itself; whoever types into the field can press Enter.
  for (const button of number.form.querySelectorAll("button[type=submit]")) button.hidden = true;
}
