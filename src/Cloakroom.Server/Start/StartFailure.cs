using System.Net.Sockets;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;
using Microsoft.AspNetCore.Connections;

namespace Cloakroom.Server.Start;

/// <summary>Turns what stops a start into one sentence. What is not in this list is a mistake of the program and keeps its stack trace.</summary>
internal static class StartFailure
{
    /// <summary>The sentence; null when this is no refusal to start.</summary>
    public static string? Sentence(Exception failure) => failure switch
    {
        StartRefusedException or StoreStartException => OneLine(failure.Message),
        Microsoft.Extensions.Options.OptionsValidationException options => OneLine(options.Failures.First()),
        IOException { InnerException: AddressInUseException } taken => Taken(taken),
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            "This user may not listen on that port; choose one from 1024 on in PublicUrl or --urls, or give the program the right to.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            "The address to listen on is not one of this machine; check PublicUrl or --urls.",
        ArgumentOutOfRangeException { Source: "System.Net.Sockets" } =>
            "The path of the Unix socket to listen on is longer than the system takes (108 bytes on Linux); write a shorter one in --urls.",
        FormatException or InvalidOperationException when failure.Source is "Microsoft.AspNetCore.Http" or "Microsoft.AspNetCore.Server.Kestrel.Core" =>
            $"The addresses to listen on cannot be used ({OneLine(failure.Message).TrimEnd('.')}); write for example --urls http://127.0.0.1:4242.",
        InvalidOperationException { Source: "Cloakroom.AspNetCore" } => OneLine(failure.Message),
        // A command, to which an outage is an end.
        StoreUnavailableException => OneLine(failure.Message),
        System.Data.Common.DbException or InvalidOperationException when AccountsDatabase.IsUnavailable(failure) => "The database of the accounts cannot be used at the moment; check that it runs.",
        System.Text.Json.JsonException or InvalidDataException => Unreadable(failure),
        _ => null,
    };

    private static string Taken(IOException failure) =>
        $"{OneLine(failure.Message).TrimEnd('.')}; end the program that listens there, or choose another port in PublicUrl or --urls.";

    private static string Unreadable(Exception failure) =>
        $"appsettings.json cannot be read ({OneLine(failure.GetBaseException().Message).TrimEnd('.')}); correct it.";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
