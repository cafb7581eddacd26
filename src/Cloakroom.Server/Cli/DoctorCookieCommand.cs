using System.Text.Json;
using System.Text.RegularExpressions;
using Cloakroom.Cookies;
using Cloakroom.Server.Doctor;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Cli;

/// <summary><c>doctor cookie</c>: what a browser does with one Set-Cookie line. A diagnosis is a success, whatever it says.</summary>
internal static partial class DoctorCookieCommand
{
    public static Task RunAsync(Arguments arguments, TextWriter output)
    {
        DoctorFlags.Allow(arguments, "from", "to", "method", "initiator", "navigation");
        CookieQuestion question = Question(arguments);
        var report = CookieReport.Of(question, TimeProvider.System);
        if (arguments.Switches.Contains("json"))
        {
            return output.WriteLineAsync(JsonSerializer.Serialize(report, DoctorJson.Options));
        }

        CookieReportText.Write(report, new Page(output));
        return Task.CompletedTask;
    }

    private static CookieQuestion Question(Arguments arguments)
    {
        string line = arguments.Words is [_, _, var only] ? only
            : throw new StartRefusedException("Write one line in quotes: doctor cookie 'sid=1; Path=/; Secure' --from https://app.example/login --to https://app.example/");
        string method = DoctorFlags.Get(arguments, "method") ?? "GET";
        bool isNavigation = arguments.Switches.Contains("navigation");
        return new(CookieLine.Read(line), DoctorFlags.Address("--from", DoctorFlags.Get(arguments, "from")), DoctorFlags.Address("--to", DoctorFlags.Get(arguments, "to")))
        {
            Method = Token().IsMatch(method) ? method.ToUpperInvariant()
                : throw new StartRefusedException($"--method '{CookieLine.Printable(method)}' is not a method; write for example POST."),
            Initiator = DoctorFlags.Get(arguments, "initiator") is { } page ? DoctorFlags.Address("--initiator", page) : null,
            Kind = isNavigation ? CookieRequestKind.TopLevelNavigation : CookieRequestKind.Subresource,
        };
    }

    [GeneratedRegex("^[A-Za-z]{1,20}$", RegexOptions.None, 1000)]
    private static partial Regex Token();
}
