using System.Reflection;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Pages;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Start;

/// <summary>What a person sees first: where the server is, what it keeps where, and what to do next.</summary>
internal static class Banner
{
    public static string Version =>
        typeof(Banner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    public static void Print(WebApplication app, TextWriter output)
    {
        Deployment deployment = app.Services.GetRequiredService<Deployment>();
        ServerOptions options = app.Services.GetRequiredService<ServerOptions>();
        string address = deployment.Origin.Serialized;
        output.WriteLine($"Cloakroom {Version}");
        output.WriteLine($"  address   {address}");
        if (app.Urls.Any(u => !u.Equals(address, StringComparison.OrdinalIgnoreCase)))
        {
            output.WriteLine($"  listens   {string.Join(", ", app.Urls)}{ProxyHint(deployment, app.Urls)}");
        }

        if (!options.TrustsUnixSocket && app.Urls.Any(u => u.StartsWith(Deployment.UnixSocket, StringComparison.OrdinalIgnoreCase)))
        {
            output.WriteLine("  note      who calls over the Unix socket is not believed: TrustedProxies does not list unix");
        }

        output.WriteLine($"  store     {StoreAddress.Shown(options.Store)}{(options.Store == "memory:" ? " (sessions end with this process)" : "")}");
        output.WriteLine($"  accounts  {app.Services.GetRequiredService<AccountsDatabase>().Place}");
        output.WriteLine($"  cookie    {deployment.Cookie.Describe("…")}");
        if (Next(app.Services.GetRequiredService<RegistrationRule>(), address) is { } next)
        {
            output.WriteLine($"  next      {next}");
        }

        output.Flush();
    }

    private static string ProxyHint(Deployment deployment, IEnumerable<string> urls) =>
        deployment.Origin.IsHttps && urls.All(u => u.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            ? $" (put a proxy in front that speaks TLS for {deployment.Origin.Serialized})" : "";

    private static string? Next(RegistrationRule rule, string address)
    {
        try
        {
            return rule.HasAccounts() ? null
                : rule.State() == RegistrationState.First
                    ? $"no accounts yet: open {address}/register; the first account is administrator"
                    : "no accounts yet: make the first, the administrator, with the command: users add ADDRESS";
        }
        catch (Exception failure) when (AccountsDatabase.IsUnavailable(failure))
        {
            return "the database of the accounts is away; people can be let in when it is there";
        }
    }
}
