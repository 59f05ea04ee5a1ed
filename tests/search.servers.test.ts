// What search does on the embedded PostgreSQL it does on an installed one, whatever its version and locale.
import "./search.test.js";
