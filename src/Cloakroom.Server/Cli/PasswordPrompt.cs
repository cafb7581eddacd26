using System.Text;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Cli;

/// <summary>Reads a new password: typed without being shown on a terminal, else the first line of standard input.</summary>
internal static class PasswordPrompt
{
    public static async Task<string> ReadAsync(TextReader input, TextWriter output)
    {
        if (ReferenceEquals(input, Console.In) && !Console.IsInputRedirected)
        {
            await output.WriteAsync("Password: ");
            return Typed(output);
        }

        return await input.ReadLineAsync()
            ?? throw new StartRefusedException("There is no password on standard input; write it there as one line.");
    }

    private static string Typed(TextWriter output)
    {
        var password = new StringBuilder();
        for (ConsoleKeyInfo key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                password.Length = Math.Max(0, password.Length - 1);
            }
            else
            {
                password.Append(key.KeyChar);
            }
        }

        output.WriteLine();
        return password.ToString();
    }
}
