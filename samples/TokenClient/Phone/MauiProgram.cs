using Cloakroom.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace TokenClient.Phone;

/// <summary>
/// What CreateMauiApp of a MAUI app registers. There it is called as
/// <c>builder.Services.AddSingleton(SecureStorage.Default).AddLogin(new Uri("https://app.example"));</c>
/// </summary>
public static class MauiProgram
{
    public static IServiceCollection AddLogin(this IServiceCollection services, Uri server) => services
        .AddSingleton<ITokenStore, SecureTokenStore>()
        // One session for the whole app: its pages share one login and one renewal.
        .AddSingleton(p => new TokenSession(server, p.GetRequiredService<ITokenStore>()))
        .AddSingleton(p => new HttpClient(new CloakroomTokenHandler(p.GetRequiredService<TokenSession>())) { BaseAddress = server })
        .AddSingleton<LoginViewModel>();
}
