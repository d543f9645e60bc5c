// The schemas whose changes the pages show: a shop, one of 300 tables, and one whose names are hostile.

const datasource = `datasource db {
  provider = "postgresql"
}
`;

const shopBefore = `${datasource}
enum Status {
  OPEN
  PAID
  SHIPPED
}

model Customer {
  id      Int     @id @default(autoincrement())
  email   String
  name    String?
  phone   String?
  orders  Order[]
}

model Order {
  id         Int      @id @default(autoincrement())
  status     Status   @default(OPEN)
  total      Int
  note       String?
  customer   Customer @relation(fields: [customerId], references: [id])
  customerId Int
  items      Item[]
}

model Item {
  id        Int     @id @default(autoincrement())
  order     Order   @relation(fields: [orderId], references: [id])
  orderId   Int
  product   Product @relation(fields: [productId], references: [id])
  productId Int
  quantity  Int
}

model Product {
  id    Int    @id @default(autoincrement())
  title String
  items Item[]
}

model Coupon {
  code    String @id
  percent Int
}

model Setting {
  key   String @id
  value String
}
`;

const shopAfter = shopBefore
  .replace("  SHIPPED\n", "  SHIPPED\n  RETURNED\n")
  .replace("  email   String\n  name    String?\n  phone   String?\n", "  email   String  @unique\n  name    String\n")
  .replace("total      Int\n", "total      BigInt\n  currency   String   @default(\"EUR\")\n")
  .replace(/model Coupon \{[^}]*\}\n/, "")
  .concat(`
enum Method {
  CARD
  TRANSFER
}

model Payment {
  id       Int    @id @default(autoincrement())
  order    Order  @relation(fields: [orderId], references: [id], onDelete: Cascade)
  orderId  Int    @unique
  method   Method
  provider String
}
`)
  .replace("items      Item[]\n", "items      Item[]\n  payment    Payment?\n");

// Numbers without a pattern that are the same each time.
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % below;
  };
}

function large(changed) {
  const next = numbers(300);
  const areas = ["Billing", "Catalog", "Content", "Identity", "Logistics", "Support"];
  const names = Array.from({ length: 300 }, (_, at) => `${areas[at % 6]}${["Account", "Entry", "Event", "Group", "Item", "Link", "Plan"][at % 7]}${at}`);
  const fields = names.map(() => []);
  names.forEach((name, at) => {
    for (let count = 0; count < 1 + next(2) && at > 0; count++) {
      // Within the area mostly; the first tables are what others hang on.
      const to = next(8) === 0 ? next(at) : at % 6 + 6 * next(Math.max(1, Math.min(5, Math.floor(at / 6))));
      if (to >= at) continue;
      fields[at].push(`  ref${count} ${names[to]}? @relation("r${at}_${count}", fields: [ref${count}Id], references: [id])`, `  ref${count}Id Int?`);
      fields[to].push(`  of${at}_${count} ${name}[] @relation("r${at}_${count}")`);
    }
  });
  const models = names.map((name, at) => {
    const columns = Array.from({ length: 3 + next(9) }, (_, column) => `  ${["label", "amount", "state", "kind", "position", "source"][column % 6]}${column} ${["String", "Int", "DateTime", "Boolean"][next(4)]}?`);
    if (changed && at % 11 === 0) columns.splice(1, 1);
    if (changed && at % 13 === 0) columns.push("  archivedAt DateTime?");
    if (changed && at % 17 === 0) columns.push("  revision Int @default(0)", "  @@index([revision])");
    return `model ${name} {\n  id Int @id\n${columns.filter((line) => !line.includes("@@")).join("\n")}\n${fields[at].join("\n")}\n${columns.filter((line) => line.includes("@@")).join("\n")}\n}\n`;
  });
  const extra = changed ? ["model Audit {\n  id Int @id\n  what String\n}\n"] : ["model Legacy {\n  id Int @id\n  what String\n}\n"];
  return `${datasource}\n${[...models, ...extra].join("\n")}`;
}

const evil = (name) => `${datasource}
model Evil {
  id Int @id
  a  String @map("</script><script>window.hacked=1</script>")
  b  String @map("\\"><img src=x onerror=window.hacked=1>")
  c  String @map("\u202egnp.exe")
  d  String @default("'\\"</style><b>&amp;")
  e  String @map("\u{1f600}\u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u05e9\u05dc\u05d5\u05dd")
  f  ${name === "after" ? "Int" : "String"} @map("a_very_long_name_that_does_not_fit_into_any_box_whatever_its_width")
  @@map("${name === "after" ? "<svg onload=window.hacked=1>" : "--><!--"}")
}
`;

export const cases = {
  shop: { before: shopBefore, after: shopAfter },
  large: { before: large(false), after: large(true) },
  evil: { before: evil("before"), after: evil("after") },
};
