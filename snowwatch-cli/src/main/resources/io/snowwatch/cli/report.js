'use strict';
const number = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
for (const table of document.querySelectorAll('table.data')) {
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  table.querySelectorAll('thead th').forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      table.querySelectorAll('th[aria-sort]').forEach(other => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      rows.sort((a, b) => (down ? -1 : 1) * number.compare(a.cells[column].textContent, b.cells[column].textContent));
      body.append(...rows);
    });
  });
  if (rows.length < 2) continue;
  const label = document.createElement('label');
  label.textContent = 'Filter';
  const input = document.createElement('input');
  input.type = 'search';
  input.setAttribute('aria-label', 'Filter: ' + table.caption.textContent);
  const shown = document.createElement('span');
  shown.setAttribute('role', 'status');
  label.append(input);
  table.parentElement.before(label, ' ', shown);
  input.addEventListener('input', () => {
    const wanted = input.value.toLowerCase();
    let left = 0;
    for (const row of rows) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
      left += row.hidden ? 0 : 1;
    }
    shown.textContent = wanted === '' ? '' : left + ' of ' + rows.length + ' rows';
  });
}
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(d => { d.open = d.open || d.dataset.fails !== '0'; }));
