using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Cloakroom.Bench.Apps;

/// <summary>The framework's JWT scheme with one key that it has from the start.</summary>
internal static class JwtApp
{
    private const string Origin = "https://app.example";

    /// <param name="algorithm"><c>HS256</c>, <c>RS256</c> or <c>ES256</c>.</param>
    public static WebApplication Build(string algorithm)
    {
        SecurityKey key = algorithm switch
        {
            "HS256" => new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)),
            "RS256" => new RsaSecurityKey(RSA.Create(2048)),
            "ES256" => new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)),
            _ => throw new ArgumentException($"There is no {algorithm} here.", nameof(algorithm)),
        };
        key.KeyId = "1";
        return BenchApp.Build(
            services =>
            {
                services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o =>
                    o.TokenValidationParameters = new() { ValidIssuer = Origin, ValidAudience = Origin, IssuerSigningKey = key });
                services.AddAuthorization();
            },
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapGuarded();
                app.MapPost("/login", (string user = BenchApp.UserId) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
                {
                    Issuer = Origin, Audience = Origin, Subject = new([new("sub", user), new("role", "user"), new("sid", RandomNumberGenerator.GetHexString(32))]),
                    Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1), SigningCredentials = new(key, algorithm),
                }));
            });
    }
}
