// A key a vote: a, n, b. It marks the row that has the focus and goes on to the next. The page works without it.
(() => {
  const form = document.getElementById("roll-form");
  if (!form) return;
  const keys = { a: "aye", n: "no", b: "abstain" };
  const rows = () => [...form.querySelectorAll("fieldset.ballot")];
  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !(event.key.toLowerCase() in keys)) return;
    const row = event.target.closest("fieldset.ballot");
    if (!row) return;
    const vote = row.querySelector(`input[value="${keys[event.key.toLowerCase()]}"]`);
    if (!vote) return;
    event.preventDefault();
    if (!vote.checked) {
      vote.checked = true;
      vote.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const all = rows();
    const next = all[all.indexOf(row) + 1];
    const button = form.querySelector("button[type=submit]");
    (next ? next.querySelector("input:checked") || next.querySelector("input") : button).focus();
  });
})();
