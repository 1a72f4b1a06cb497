// The first thing every launcher does: syntax and built-ins below assume this Node.
const oldest = 20;
if (Number(process.versions.node.split('.')[0]) < oldest) {
  process.stderr.write(
    `Paydar is built with Node ${oldest} or newer; this is ${process.versions.node}. Get one from nodejs.org.\n`,
  );
  process.exit(1);
}
