using Cloakroom.Bench.Instructions;

// Run under callgrind, which writes a file at each mark: three for each of these, in this order. docs/performance.md tells what comes of it.
const int Times = 2000;

using HotPaths paths = await HotPaths.OpenAsync(new StoppedClock());
(string Name, Action Operation)[] operations =
[
    ("the session cookie found in a Cookie header of five", () => paths.FindCookie()),
    ("session ID parsed", () => paths.ParseSessionId()),
    ("near-cache hit, from the text of the ID to the decision", () => paths.Hit()),
    ("access token recognised", () => paths.RecogniseToken()),
    ("cross-site check by what the browser says", () => paths.DecideCsrf()),
    ("Set-Cookie line written", () => paths.WriteSetCookie()),
    ("session record written", () => paths.WriteRecord()),
    ("session record read", () => paths.ReadRecord()),
];
foreach ((string name, Action operation) in operations)
{
    Repetition.Run(operation, Times);
    Console.WriteLine($"{Times} {name}");
}
