// Names that fit what is typed: how many is said aloud, arrows go through them, Escape puts them away. Without it
// they are a list of links like any other.
(() => {
  const boxOf = (form) => form && form.querySelector(".names");
  const asking = (event) => event.target.closest && event.target.closest("form.asking");

  document.addEventListener("htmx:after:swap", (event) => {
    const form = asking(event);
    if (!boxOf(form)) return;
    const told = form.querySelector(".names .told");
    form.querySelector("[role=status]").textContent = told ? told.textContent : "";
  });

  document.addEventListener("input", (event) => {
    const box = boxOf(asking(event));
    if (box) box.hidden = false;
  });

  document.addEventListener("keydown", (event) => {
    const form = asking(event);
    const box = boxOf(form);
    if (!box || box.hidden || !box.childElementCount) return;
    const input = form.querySelector("input[type=search]");
    const stops = [input, ...box.querySelectorAll("a")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      box.hidden = true;
      input.focus();
    } else if (step && stops.includes(event.target)) {
      stops[(stops.indexOf(event.target) + step + stops.length) % stops.length].focus();
    } else {
      return;
    }
    event.preventDefault();
  });
})();
