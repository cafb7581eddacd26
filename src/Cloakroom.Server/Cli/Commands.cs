using Cloakroom.Server.Settings;
using Cloakroom.Server.Start;

namespace Cloakroom.Server.Cli;

/// <summary>The executable's commands. Exit status 0, or 1 with one line on standard error.</summary>
internal static class Commands
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        try
        {
            await RunAsync(Arguments.Parse(args), Console.Out);
            return 0;
        }
        catch (Exception failure) when (StartFailure.Sentence(failure) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    private static Task RunAsync(Arguments arguments, TextWriter output) => arguments.Words switch
    {
        [] or ["serve"] => ServeCommand.RunAsync(arguments, output),
        [var word, ..] => throw new StartRefusedException($"'{word}' is not a command of this version; write serve."),
    };
}
