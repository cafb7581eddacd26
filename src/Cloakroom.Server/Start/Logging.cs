using Microsoft.Extensions.Logging.Console;

namespace Cloakroom.Server.Start;

/// <summary>
/// One JSON object a line on standard output, in UTC (ASVS 16.2), by <see cref="OutputLines"/>; in Development, on a terminal, text for people. The framework speaks up
/// from warnings on; Logging:LogLevel changes that as usual.
/// </summary>
internal static class Logging
{
    public static readonly IReadOnlyDictionary<string, string?> Defaults = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        // It warns that keys are stored unencrypted. They are, beside the sessions, in a file of mode 0600.
        ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager"] = "Error",
        // A start that fails ends in one sentence on standard error. What stops a running server is logged as critical.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
        // Failed statements are answered and logged by us, without their parameters.
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "None",
    };

    public static void AddLines(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        // A start that fails is told in one sentence (StartFailure), not in the host's stack trace as well.
        builder.Services.AddSingleton<StartState>();
        builder.Services.AddOptions<LoggerFilterOptions>().Configure<StartState>((options, state) =>
            options.Rules.Add(new LoggerFilterRule(providerName: null, "Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical, (_, _, _) => state.IsOver)));
        if (builder.Environment.IsDevelopment() && !Console.IsOutputRedirected)
        {
            builder.Logging.AddSimpleConsole(o => o.SingleLine = true);
            builder.Services.Configure<ConsoleLoggerOptions>(o => o.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);
            return;
        }

        builder.Services.AddSingleton<ILoggerProvider>(_ => new OutputLines(Console.OpenStandardOutput(), TimeProvider.System));
    }
}
