// What a document says, whatever the order of its members and of lists that have none.
var leftOut = LEFT_OUT.split(",");
var unordered = UNORDERED.split(",");

function within(path, name) {
  return path === "" ? name : path + "." + name;
}

function text(value) {
  return '"' + value.replace(/\\/g, "\\\\").replace(/"/g, '\\"') + '"';
}

function canonical(value, path) {
  if (value === null || value === undefined) {
    return "null";
  }
  if (Array.isArray(value)) {
    var elements = value.map(function (element) {
      return canonical(element, path + "[]");
    });
    if (unordered.indexOf(path) >= 0) {
      elements.sort();
    }
    return "[" + elements.join(",") + "]";
  }
  if (typeof value === "object") {
    return (
      "{" +
      members(value, path)
        .map(function (name) {
          return text(name) + ":" + canonical(value[name], within(path, name));
        })
        .join(",") +
      "}"
    );
  }
  return typeof value === "string" ? text(value) : String(value);
}

function members(value, path) {
  return Object.keys(value)
    .filter(function (name) {
      return leftOut.indexOf(within(path, name)) < 0;
    })
    .sort();
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function changedPaths(before, after, path) {
  if (isObject(before) && isObject(after)) {
    var names = members(before, path).concat(
      members(after, path).filter(function (name) {
        return !(name in before);
      })
    );
    return names.sort().reduce(function (all, name) {
      return all.concat(changedPaths(before[name], after[name], within(path, name)));
    }, []);
  }
  return canonical(before, path) === canonical(after, path) && (before === undefined) === (after === undefined)
    ? []
    : [path];
}
