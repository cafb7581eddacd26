using System.Text.Json;
using Cloakroom.Server.Doctor;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Cli;

/// <summary><c>doctor</c>: calls a page and what it calls, and says what a browser will do. A diagnosis is a success, whatever it says.</summary>
internal static class DoctorCommand
{
    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        DoctorFlags.Allow(arguments, "cookie");
        (string? app, string? api) = arguments.Words switch
        {
            [_, var one] => (one, null),
            [_, var one, var two] => (one, two),
            _ => throw new StartRefusedException("Write one address or two: doctor https://app.example https://api.example/session, or doctor cookie and a line."),
        };
        CookieLine? given = DoctorFlags.Get(arguments, "cookie") is { } line ? CookieLine.Read(line) : null;
        Uri page = DoctorFlags.Address("The address", app), called = api is null ? page : DoctorFlags.Address("The address", api);
        using var call = new HouseCall();
        var diagnosis = Diagnosis.Of(await Examination.RunAsync(call, page, api is null ? null : called, given), TimeProvider.System);
        if (arguments.Switches.Contains("json"))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(diagnosis, DoctorJson.Options));
        }
        else
        {
            DiagnosisText.Write(diagnosis, new Page(output));
        }
    }
}
